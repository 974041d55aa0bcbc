package bot_test

import (
	"reflect"
	"testing"

	"aktivering/bot"
)

// A field that Equal forgets would leave a step out of "back".
func TestSituationEqual(t *testing.T) {
	kind := reflect.TypeFor[bot.Situation]()
	for i := range kind.NumField() {
		same := func(a, b bot.Situation) {
			t.Helper()
			if got, want := a.Equal(&b), reflect.DeepEqual(a, b); got != want {
				t.Errorf("%s: Equal of %+v and %+v is %t", kind.Field(i).Name, a, b, got)
			}
		}
		var none bot.Situation
		for _, other := range []reflect.Value{empty(kind.Field(i).Type), filled(t, kind.Field(i).Type)} {
			var s bot.Situation
			reflect.ValueOf(&s).Elem().Field(i).Set(other)
			same(none, s)
			same(s, none)
			same(s, s.Clone())
		}
	}
}

// empty is an empty list or map, or the zero value of another type.
func empty(of reflect.Type) reflect.Value {
	switch of.Kind() {
	case reflect.Slice:
		return reflect.MakeSlice(of, 0, 0)
	case reflect.Map:
		return reflect.MakeMap(of)
	default:
		return reflect.Zero(of)
	}
}

// filled is another value than the zero value.
func filled(t *testing.T, of reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(of).Elem()
	switch of.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(1)
	case reflect.Uint32:
		v.SetUint(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		return reflect.Append(v, filled(t, of.Elem()))
	case reflect.Map:
		v.Set(reflect.MakeMap(of))
		v.SetMapIndex(filled(t, of.Key()), filled(t, of.Elem()))
	case reflect.Struct:
		for i := range of.NumField() {
			v.Field(i).Set(filled(t, of.Field(i).Type))
		}
	default:
		t.Fatalf("no value of %s", of)
	}
	return v
}
