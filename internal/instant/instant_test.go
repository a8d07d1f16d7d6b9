package instant_test

import (
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/instant"
)

// TestFormat holds the writing of instants to package time, over days
// that are no round number of milliseconds apart.
func TestFormat(t *testing.T) {
	from := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	to := time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC).UnixMilli()
	check := func(ms int64) {
		if got, want := instant.Format(ms), time.UnixMilli(ms).UTC().Format(instant.Layout); got != want {
			t.Fatalf("%d: got %s, want %s", ms, got, want)
		}
	}
	for ms := from; ms <= to; ms += 17*86_400_000 + 12_345_678 {
		check(ms)
	}
	for _, ms := range []int64{from, -86_400_001, -86_400_000, -1, 0, 1, 951_782_400_000, 951_868_799_999, to} {
		check(ms)
	}
}
