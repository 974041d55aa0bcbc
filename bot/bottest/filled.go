package bottest

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/knowledge"
)

// AllEffects returns the zero value of every effect type, by the name under which its JSON
// object stands.
func AllEffects() map[string]bot.Effect {
	return map[string]bot.Effect{
		"say": bot.SendReply{}, "amend": bot.EditReply{}, "wake": bot.SetTimer{}, "card": bot.UpdateCard{},
		"show": bot.PostTranscript{}, "line": bot.AnnounceQueue{}, "problem": bot.AnnounceProblem{}, "block": bot.SetBlock{}, "count": bot.CountReports{}, "tell": bot.NotifyWebhook{}, "solved": bot.MarkResolved{},
		"forget": bot.ForgetPerson{}, "clear": bot.EraseAtDesk{},
	}
}

// AllBlocks returns the zero value of every block type.
func AllBlocks() []content.Block {
	return []content.Block{content.Heading{}, content.Paragraph{}, content.Steps{}, content.Code{}, content.Fields{}, content.Note{}}
}

// Filled returns a value of the same type as zero in which every field that JSON keeps is set,
// at all depths: a text to its own path in the JSON, numbers and times to different ones. A
// list has two elements, one of blocks every type, and one of spans every kind. It panics on
// a kind of field that it cannot fill.
func Filled[T any](zero T) T {
	v := reflect.New(reflect.TypeOf(&zero).Elem()).Elem()
	v.Set(reflect.ValueOf(&zero).Elem())
	var f filler
	if v.Kind() == reflect.Interface {
		concrete := reflect.New(v.Elem().Type()).Elem()
		f.fill(concrete, "")
		v.Set(concrete)
	} else {
		f.fill(v, "")
	}
	filled, _ := reflect.TypeAssert[T](v)
	return filled
}

// filler counts what it has filled, so that no two numbers are the same.
type filler struct{ n int }

func (f *filler) fill(v reflect.Value, path string) {
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		f.n++
		v.Set(reflect.ValueOf(Noon().Add(time.Duration(f.n)*time.Second + 123456*time.Microsecond)))
		return
	case reflect.TypeFor[knowledge.Code]():
		f.n++
		v.SetUint(0xC0040000 + uint64(f.n))
		return
	case reflect.TypeFor[content.Blocks]():
		f.fillBlocks(v, path)
		return
	case reflect.TypeFor[[]content.Span]():
		f.fillSpans(v, path)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(path)
	case reflect.Int, reflect.Int64:
		f.n++
		v.SetInt(int64(f.n))
	case reflect.Float64:
		f.n++
		v.SetFloat(float64(f.n) / 100)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), path)
	case reflect.Struct:
		f.fillStruct(v, path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, name := range []string{"a", "b"} {
			value := reflect.New(v.Type().Elem()).Elem()
			f.fill(value, path+"."+name)
			v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), value)
		}
	default:
		panic(fmt.Sprintf("%s: cannot fill a %s", path, v.Type()))
	}
}

func (f *filler) fillStruct(v reflect.Value, path string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported():
			continue
		case field.Anonymous:
			f.fill(v.Field(i), path)
			continue
		case name == "":
			name = strings.ToLower(field.Name)
		}
		f.fill(v.Field(i), strings.TrimPrefix(path+"."+name, "."))
	}
}

func (f *filler) fillBlocks(v reflect.Value, path string) {
	var blocks content.Blocks
	for i, zero := range AllBlocks() {
		block := reflect.New(reflect.TypeOf(zero)).Elem()
		f.fill(block, fmt.Sprintf("%s[%d]", path, i))
		blocks = append(blocks, block.Interface().(content.Block)) //nolint:forcetypeassert // it was one
	}
	v.Set(reflect.ValueOf(blocks))
}

func (f *filler) fillSpans(v reflect.Value, path string) {
	var spans []content.Span
	for kind := range content.Struck + 1 {
		at := fmt.Sprintf("%s[%d]", path, kind)
		spans = append(spans, content.Span{Text: at + ".text", Kind: kind, URL: at + ".url"})
	}
	v.Set(reflect.ValueOf(spans))
}
