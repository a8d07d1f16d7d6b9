package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/decimal"
)

// byteSize is a flag that says how many bytes: 512MiB, 1.5GiB, or a number alone.
type byteSize int64

var sizeUnits = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"B", 1}}

// mostBytes keeps a slip of the pen from being no bound.
const mostBytes = 1 << 50

func (s *byteSize) Set(text string) error {
	number, unit := text, int64(1)
	for _, u := range sizeUnits {
		if rest, has := strings.CutSuffix(text, u.name); has {
			number, unit = strings.TrimRight(rest, " "), u.bytes
			break
		}
	}
	value, is := decimal.Parse(number)
	if !is || value*float64(unit) > mostBytes {
		return errors.New("write how many bytes, such as 512MiB or 2GiB, 0 for any number")
	}
	*s = byteSize(value * float64(unit))
	return nil
}

func (s *byteSize) String() string {
	for _, u := range sizeUnits[:3] {
		if *s > 0 && int64(*s)%u.bytes == 0 {
			return fmt.Sprintf("%d%s", int64(*s)/u.bytes, u.name)
		}
	}
	return fmt.Sprint(int64(*s))
}

func (s *byteSize) Type() string { return "size" }
