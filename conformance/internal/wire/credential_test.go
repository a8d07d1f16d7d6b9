package wire

import "testing"

func TestCookiesAreSentWhole(t *testing.T) {
	for value, want := range map[string]string{"plain": "token=plain", "caña": "token=caña", "two words": `token="two words"`} {
		if got := cookie("token", value); got != want {
			t.Errorf("%q is sent as %s, want %s", value, got, want)
		}
	}
}
