package knowledge_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"aktivering/knowledge"
)

// The embedded articles are found by any of their codes.
func ExampleDefault() {
	kb, err := knowledge.Default()
	if err != nil {
		log.Fatal(err)
	}
	code, err := knowledge.ParseCode("0xC004F213")
	if err != nil {
		log.Fatal(err)
	}
	article := kb.ByCode(code)[0]
	fmt.Println(article.Title.In(knowledge.English))
	for _, r := range article.Remedies {
		fmt.Println("-", r.Title.In(knowledge.English))
	}
	// Output:
	// Windows found no product key on this PC
	// - Enter the product key you already had
	// - With the same Microsoft account as before the change: reactivate
	// - Last resort: buy a new license
}

// A folder with articles adds to the embedded ones. What is wrong in it is named with its
// file and line, all of it at once.
func ExampleLoad() {
	pack := fstest.MapFS{
		"vpn.yaml": {Data: []byte(`id: vpn
kinds: [error, symptom]
windows: [11, 10]
title:
  nb: VPN-en stopper aktiveringen
`)},
	}
	_, err := knowledge.Load(knowledge.Folder{FS: pack, Name: "firma"})
	fmt.Println(err)
	// Output:
	// firma/vpn.yaml:5: the title lacks "nn"
	// firma/vpn.yaml:5: the title lacks "en"
	// firma/vpn.yaml:1: the article lacks "meaning"
	// firma/vpn.yaml:1: the article lacks "remedies"
	// firma/vpn.yaml:1: the article lacks "sources"
}
