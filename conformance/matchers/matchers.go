package matchers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/cotalker/rolecall/conformance"
)

// verdict judges replies: what it wants, and what it found instead, "" where the
// reply is as wanted.
type verdict struct {
	want  func(*Reply) (string, error)
	judge func(*Reply) string
	reply *Reply
	wants string
	found string
}

// Match implements Gomega's matcher.
func (v *verdict) Match(actual any) (bool, error) {
	reply, is := actual.(*Reply)
	if !is || reply == nil {
		return false, fmt.Errorf("the matcher judges a reply, not %T; write Expect(api.As(…).Send(…))", actual)
	}
	var err error
	v.reply = reply
	if v.wants, err = v.want(reply); err != nil {
		return false, err
	}
	v.found = v.judge(reply)
	return v.found == "", nil
}

// FailureMessage implements Gomega's matcher.
func (v *verdict) FailureMessage(any) string {
	return v.reply.connection.Redact(fmt.Sprintf("expected  %s\ngot       %s\n", v.wants, v.found)) + v.reply.evidence()
}

// NegatedFailureMessage implements Gomega's matcher.
func (v *verdict) NegatedFailureMessage(any) string {
	return fmt.Sprintf("expected  anything but %s\ngot       it\n%s", v.wants, v.reply.evidence())
}

// BeAccepted wants the status of success that the contract declares of the
// operation; of a path that is none any 2xx.
func BeAccepted() types.GomegaMatcher {
	success := func(r *Reply) int {
		if r.Operation != nil && r.Operation.Success() != nil {
			return r.Operation.Success().Status
		}
		return 0
	}
	return &verdict{
		want: func(r *Reply) (string, error) {
			if status := success(r); status != 0 {
				return fmt.Sprintf("%d, as %s answers what it grants", status, r.Operation.ID), nil
			}
			return "2xx", nil
		},
		judge: func(r *Reply) string {
			if status := success(r); r.Status == status || status == 0 && r.Status/100 == 2 {
				return ""
			}
			return answer(r)
		},
	}
}

// BeRefused wants a status of refusal. Where a requirement is named, such as
// PRM-3, its sentence stands in the message, and a server that names in a refusal
// the rule that was broken must name this one.
func BeRefused(status int, requirement ...string) types.GomegaMatcher {
	rules := strings.Join(requirement, " or ")
	return &verdict{
		want: func(r *Reply) (string, error) {
			if status < 400 || status > 499 {
				return "", fmt.Errorf("%d is not a status of refusal; name one of 4xx", status)
			}
			text := fmt.Sprint(status)
			for _, id := range requirement {
				rule := r.connection.Contract().Requirement(id)
				if rule == nil {
					return "", fmt.Errorf("the contract has no requirement %q; the report of rolecall verify names them by their ids", id)
				}
				text += fmt.Sprintf("\n          for %s: %s", id, rule.Text)
			}
			return text, nil
		},
		judge: func(r *Reply) string {
			named, _ := r.At("rule").(string)
			switch {
			case r.Status != status:
				return answer(r)
			case named != "" && rules != "" && !slices.Contains(requirement, named):
				return fmt.Sprintf("%d for %s, not %s", r.Status, named, rules)
			}
			return ""
		},
	}
}

// FitTheContract wants a reply to be as the contract declares it: its status is
// one of the operation's, its media type and body fit, no password is in it, and
// a refusal is a problem document where the target declares that it writes such.
func FitTheContract() types.GomegaMatcher {
	return &verdict{
		want: func(r *Reply) (string, error) {
			if r.Operation == nil {
				return "", fmt.Errorf("%s %s is not an operation of the contract; there is nothing that its reply could fit", r.Method, r.URL)
			}
			return "a reply that the contract declares of " + r.Operation.ID, nil
		},
		judge: func(r *Reply) string {
			var wrong []string
			for _, p := range r.connection.Misfits(r.Exchange) {
				wrong = append(wrong, misfit(p))
			}
			return strings.Join(wrong, "\n          ")
		},
	}
}

func misfit(p conformance.Problem) string { return p.Got + ", not " + p.Expected }

// answer is a reply in a few words.
func answer(r *Reply) string {
	return strings.TrimSpace(fmt.Sprint(r.Status, " ", r.ReplyHeader.Get("Content-Type")))
}
