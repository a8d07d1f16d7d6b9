package conformance

import (
	"errors"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// labelFilter reads a Ginkgo label expression.
func labelFilter(expression string) (func([]string) bool, error) {
	filter, err := types.ParseLabelFilter(expression)
	var wrong types.GinkgoError
	if errors.As(err, &wrong) { // which speaks in many lines and in colours
		lines := strings.Split(wrong.Message, "\n")
		err = errors.New(strings.TrimSuffix(lines[len(lines)-1], "."))
	}
	return filter, err
}
