package decimal_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/decimal"
)

func TestNumbersAsAPersonWritesThem(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "2": 2, "0.25": 0.25, "007": 7, "30.50": 30.5} {
		if got, is := decimal.Parse(text); !is || got != want {
			t.Errorf("%s is %v, %v", text, got, is)
		}
	}
	for _, text := range []string{"", ".", ".5", "5.", "+2", "-2", "1e3", "0x1p-2", "Inf", "NaN", "1_000", " 1", "1.2.3", "٣"} {
		if got, is := decimal.Parse(text); is {
			t.Errorf("%q is %v", text, got)
		}
		if got, is := decimal.Whole(text); is {
			t.Errorf("%q is %v", text, got)
		}
	}
	if got, is := decimal.Whole("200"); !is || got != 200 {
		t.Errorf("200 is %d, %v", got, is)
	}
	if got, is := decimal.Whole("99999999999999999999"); is {
		t.Errorf("what no int holds is %d", got)
	}
}
