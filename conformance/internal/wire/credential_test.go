package wire

import "testing"

func TestCookiesAreSentWhole(t *testing.T) {
	for value, want := range map[string]string{"plain": "token=plain", "caña": "token=caña", "two words": `token="two words"`} {
		if got := cookie("token", value); got != want {
			t.Errorf("%q is sent as %s, want %s", value, got, want)
		}
	}
}

// TestAParameterHasOneCredential has documents in which several schemes name parameters of
// the query, some of them the same.
func TestAParameterHasOneCredential(t *testing.T) {
	query := ""
	for _, pair := range [][2]string{{"api_key=", "a"}, {"key=", "b"}, {"api_key=", "c"}} {
		query = withOne(query, pair[0], pair[1])
	}
	if query != "key=b&api_key=c" {
		t.Errorf("the query is %s", query)
	}
}
