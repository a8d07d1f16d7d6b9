package document

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

const (
	surely   = 15   // significant digits that a float64 always keeps
	furthest = 1000 // powers of ten that are read exactly; sums with greater ones would be without end
)

// number is a number of a document: an int, a float64 where that is exactly what is
// written, and else the text itself, so that a bound of 2^64 or a price of
// twenty digits is what it says.
func number(text string) any {
	if i, err := strconv.Atoi(text); err == nil {
		return i
	}
	f, err := strconv.ParseFloat(text, 64)
	if err == nil && len(text) <= surely && !strings.ContainsAny(text, "eE") {
		return f
	}
	_, power, _ := strings.Cut(strings.ToLower(text), "e")
	if ten, wrong := strconv.Atoi(power); power == "" || wrong == nil && -furthest <= ten && ten <= furthest {
		written, _ := new(big.Rat).SetString(text)
		if read := shortest(f); err != nil || read == nil || read.Cmp(written) != 0 {
			return json.Number(text)
		}
	} else if err != nil {
		return math.MaxFloat64
	}
	return f
}

// shortest is the number whose text is the shortest that is read as f, nil for infinity.
func shortest(f float64) *big.Rat {
	number, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return number
}

// Decimal is a number exactly as it is written, nil for anything else.
func (n *Node) Decimal() *big.Rat {
	if n == nil {
		return nil
	}
	switch v := n.Scalar.(type) {
	case int:
		return new(big.Rat).SetInt64(int64(v))
	case json.Number:
		number, _ := new(big.Rat).SetString(string(v))
		return number
	case float64:
		return shortest(v)
	}
	return nil
}

// tightest is the bound that is greatest (for 1) or least (for -1), nil for none.
func tightest(direction int, bounds ...*big.Rat) *big.Rat {
	var out *big.Rat
	for _, b := range bounds {
		if b != nil && (out == nil || b.Cmp(out) == direction) {
			out = b
		}
	}
	return out
}

// commonMultiple is the least number above 0 that is a multiple of both, either of which may be nil.
func commonMultiple(a, b *big.Rat) *big.Rat {
	switch {
	case a == nil || a.Sign() <= 0:
		return b
	case b == nil || b.Sign() <= 0:
		return a
	}
	x, y := new(big.Int).Mul(a.Num(), b.Denom()), new(big.Int).Mul(b.Num(), a.Denom()) // over one denominator
	greatest := new(big.Int).GCD(nil, nil, x, y)
	return new(big.Rat).SetFrac(x.Mul(x.Div(x, greatest), y), new(big.Int).Mul(a.Denom(), b.Denom()))
}
