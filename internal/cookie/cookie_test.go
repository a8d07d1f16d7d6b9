package cookie_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/internal/cookie"
)

func TestCookiesAreReadAsTheyAreSent(t *testing.T) {
	h := http.Header{"Cookie": {`a=größe; b="x y"; a=2;c=`, `größe=ä; d`}}
	for name, want := range map[string][]string{"a": {"größe", "2"}, "b": {"x y"}, "c": {""}, "größe": {"ä"}, "d": {""}, "A": nil} {
		if got := cookie.Values(h, name); !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := cookie.All(h); len(got) != 6 || got[4] != "ä" {
		t.Errorf("all are %q", got)
	}
	if got := cookie.Unescaped([]string{"gr%C3%B6%C3%9Fe", "b", "100%"}); !slices.Equal(got, []string{"größe", "b", "100%"}) {
		t.Errorf("unescaped: %q", got)
	}
	if got := cookie.Unescaped([]string{"a", "100%"}); got != nil {
		t.Errorf("nothing is escaped, and %q comes", got)
	}
	for value, want := range map[string]bool{"a-b": true, "a b": true, "ä": false, "a;b": false, `a"b`: false, "50%": false, "": true} {
		if cookie.IsPlain(value) != want {
			t.Errorf("%q is plain: %v", value, !want)
		}
	}
}
