package spec

import (
	"math"
	"regexp/syntax"
	"unicode/utf8"
)

// runs are a fast path for patterns, for those that are one class of characters
// after the other from ^ to $: ^[a-z]+@[a-z]+$. Each class takes as much as it
// can. What does not fit that way is not wrong: the pattern itself decides.
type runs []run

// run is from least to most ASCII characters of a class.
type run struct {
	class       class
	least, most int
}

// class is a set of ASCII characters, a bit each.
type class [utf8.RuneSelf / 64]uint64

func (c *class) has(char byte) bool {
	return char < utf8.RuneSelf && c[char/64]>>(char%64)&1 == 1
}

// runsOf reads a pattern, nil for one that is more than that.
func runsOf(pattern string) runs {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || tree.Op != syntax.OpConcat || len(tree.Sub) < 3 {
		return nil
	}
	last := len(tree.Sub) - 1
	if tree.Sub[0].Op != syntax.OpBeginText || tree.Sub[last].Op != syntax.OpEndText {
		return nil
	}
	var out runs
	for _, part := range tree.Sub[1:last] {
		least, most := 1, 1
		switch part.Op {
		case syntax.OpPlus:
			least, most, part = 1, math.MaxInt, part.Sub[0]
		case syntax.OpStar:
			least, most, part = 0, math.MaxInt, part.Sub[0]
		case syntax.OpQuest:
			least, most, part = 0, 1, part.Sub[0]
		case syntax.OpRepeat:
			if least, most = part.Min, part.Max; most < 0 {
				most = math.MaxInt
			}
			part = part.Sub[0]
		}
		switch {
		case part.Op == syntax.OpCharClass:
			out = append(out, run{classOf(part.Rune), least, most})
		case part.Op == syntax.OpLiteral && part.Flags&syntax.FoldCase == 0 && (len(part.Rune) == 1 || least == 1 && most == 1):
			for _, r := range part.Rune {
				out = append(out, run{classOf([]rune{r, r}), least, most})
			}
		default:
			return nil
		}
	}
	return out
}

// classOf are the ASCII characters of a class: pairs of the first and the last.
func classOf(ranges []rune) (out class) {
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && r < utf8.RuneSelf; r++ {
			out[r/64] |= 1 << (r % 64)
		}
	}
	return out
}

// accept tells whether a text matches for sure.
func (rs runs) accept(s string) bool {
	at := 0
	for i := range rs {
		r, start := &rs[i], at
		for at < len(s) && at-start < r.most && r.class.has(s[at]) {
			at++
		}
		if at-start < r.least {
			return false
		}
	}
	return rs != nil && at == len(s)
}
