package mediatype_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/mediatype"
)

func TestCovers(t *testing.T) {
	for pair, want := range map[string]bool{
		"application/json application/json": true, "Application/JSON;v=1 application/json;charset=utf-8": true, "*/* text/plain": true,
		"text/* text/csv": true, "text/* application/json": false, "application/*+json application/hal+json": true,
		"application/*+json application/json": false, "application/*+json application/+json": false, "application/json ": false, "*/* ": false,
	} {
		declared, media, _ := strings.Cut(pair, " ")
		if got := mediatype.Covers(declared, media); got != want {
			t.Errorf("%q covers %q: %v, want %v", declared, media, got, want)
		}
	}
}
