package pgcopy_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/pgcopy"
)

// TestNoErrorTellsThePassword has URLs that are wrong in many ways, and one that
// leads to nobody.
func TestNoErrorTellsThePassword(t *testing.T) {
	for _, url := range []string{
		"postgres://me:geheim@[::1/test", "postgres://me:ge/heim@localhost/test", "postgres://me:geheim@localhost:port/test", "postgres://me:geheim%zz@localhost/test",
		"postgres://me:geheim@localhost/test?sslmode=geheim", "postgres://me@localhost/test?password=geheim&sslmode=wrong", "mysql://me:geheim@localhost/test",
		"postgres://me:geheim@localhost/test?table=", "postgres://me:geheim@localhost/test?table=a.b.c", "host=localhost password=geheim", "geheim",
		"postgres://me:geheim@localhost/test?sslrootcert=/nowhere/geheim&sslmode=verify-full", "postgres://me:geheim@localhost/test?connect_timeout=geheim",
	} {
		_, err := pgcopy.ParseTarget(url)
		if err == nil {
			t.Errorf("%s is a target", url)
		} else if text := err.Error(); strings.Contains(text, "heim") || !strings.Contains(text, "write ") {
			t.Errorf("%s: %v", url, err)
		}
	}
	to := target(t, "postgres://me:ge%2Fheim@127.0.0.1:1/test?table=people&sslmode=disable")
	_, err := pgcopy.Load(t.Context(), to, books(t, 1), "Book", pgcopy.Options{})
	if err == nil || strings.Contains(err.Error(), "heim") || strings.Contains(to.String(), "heim") {
		t.Errorf("%s: %v", to, err)
	}
}
