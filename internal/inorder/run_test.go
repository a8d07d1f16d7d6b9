package inorder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func count(dst []byte, from, to uint64) ([]byte, error) {
	for i := from; i < to; i++ {
		dst = append(strconv.AppendUint(dst, i, 10), strings.Repeat(".", int(i%97))...)
	}
	return dst, nil
}

func counter() (Maker, error) { return count, nil }

func TestAnyNumberOfJobsGivesTheSameBytes(t *testing.T) {
	want, _ := count(nil, 3, 50_000)
	for _, jobs := range []int{0, 1, 2, 7} {
		var got bytes.Buffer
		next := uint64(3)
		err := Run(t.Context(), 3, 50_000, jobs, counter, func(p Piece) error {
			if p.From != next {
				t.Fatalf("a piece begins at %d, want %d", p.From, next)
			}
			next = p.To
			got.Write(p.Text)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%d jobs give other bytes", jobs)
		}
	}
}

func TestNothingIsNoPiece(t *testing.T) {
	err := Run(t.Context(), 5, 5, 4, counter, func(Piece) error { return errors.New("a piece") })
	if err != nil {
		t.Error(err)
	}
}

// TestItEndsAtTheFirstError has a maker, who makes makers, and who takes pieces
// fail.
func TestItEndsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	for _, jobs := range []int{1, 4} {
		for what, run := range map[string]func() error{
			"maker": func() error {
				return Run(t.Context(), 0, 100_000, jobs, func() (Maker, error) {
					return func(dst []byte, from, to uint64) ([]byte, error) {
						if from > 500 {
							return nil, broken
						}
						return count(dst, from, to)
					}, nil
				}, func(p Piece) error {
					if p.From > 500 {
						return fmt.Errorf("a piece from %d on", p.From)
					}
					return nil
				})
			},
			"makers": func() error {
				return Run(t.Context(), 0, 100_000, jobs, func() (Maker, error) { return nil, broken }, func(Piece) error { return nil })
			},
			"take": func() error {
				return Run(t.Context(), 0, 100_000, jobs, counter, func(Piece) error { return broken })
			},
			"context": func() error {
				ctx, cancel := context.WithCancelCause(t.Context())
				return Run(ctx, 0, 1<<60, jobs, counter, func(Piece) error { cancel(broken); return nil })
			},
		} {
			if err := run(); !errors.Is(err, broken) {
				t.Errorf("%s with %d jobs: %v", what, jobs, err)
			}
		}
	}
}

// TestPiecesAreOfABoundedSize has items of very different sizes.
func TestPiecesAreOfABoundedSize(t *testing.T) {
	for _, size := range []int{1, 300, 100_000, 300_000} {
		largest := 0
		err := Run(t.Context(), 0, 200, 2, func() (Maker, error) {
			return func(dst []byte, from, to uint64) ([]byte, error) {
				return append(dst, bytes.Repeat([]byte("x"), size*int(to-from))...), nil
			}, nil
		}, func(p Piece) error {
			if p.From >= firstItems*5 { // after the first ones, which nothing is known of yet
				largest = max(largest, len(p.Text))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if largest > max(wantedSize, size) {
			t.Errorf("items of %d: a piece of %d bytes", size, largest)
		}
	}
}
