package main

import "testing"

// What is wrong with a command line is said in words of the program, whatever kind of value it is.
func TestWrongUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "--limit-person", "abc"}, `aktivering: --limit-person: use a whole number such as 30, not "abc"`},
		{[]string{"serve", "--limit-person", "-3"}, `aktivering: --limit-person: use a whole number such as 30, not "-3"`},
		{[]string{"serve", "--grace", "abc"}, `aktivering: --grace: use a duration such as 8s, 15m or 1h30m, not "abc"`},
		{[]string{"serve", "--keep-cases", "3x"}, `aktivering: --keep-cases: "3x" is no length of time such as 180d, 26w or 36h`},
		{[]string{"check", "--desk", "foo"}, `aktivering: --desk must be slack, discord, web or none, not "foo"`},
		{[]string{"knowledge", "test", "--min", "abc", "x"}, `aktivering: --min: use a number, not "abc"`},
		{[]string{"chat", "--as"}, "aktivering: --as: the value is missing"},
		{[]string{"data", "backup"}, "aktivering: <file> is missing"},
	} {
		start(t, "", c.args...).want(t, exitUsage, c.want+"\nSee aktivering --help.\n")
	}
}

// A variable with a value that its setting does not take is told what it takes.
func TestInvalidVariable(t *testing.T) {
	t.Setenv("KEEP_CASES", "3x")
	t.Setenv("LIMIT_PERSON", "1.5")
	start(t, "", "check").want(t, exitConfig, `KEEP_CASES: "3x" is no length of time such as 180d, 26w or 36h`, `LIMIT_PERSON: "1.5" is invalid; use a whole number`)
}
