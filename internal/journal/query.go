package journal

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/decimal"
	"github.com/cotalker/rolecall/internal/printable"
)

// query is how a client asks for exchanges.
type query struct {
	Filter
	limit, atLeast int
	timeout        time.Duration
}

const (
	usualEntries = 100
	maxEntries   = 5000
	maxWait      = 30 * time.Second // as long as a connection may be silent, twice
)

// queryOf reads a query. The error says what of it is not understood.
func queryOf(values url.Values) (q query, err error) {
	q.limit = usualEntries
	number := func(name, text string, most int) int {
		n, is := decimal.Whole(text)
		if !is || n > most {
			err = fmt.Errorf("%s=%s is not a number from 0 to %d", name, printable.Line(text), most)
		}
		return n
	}
	for name, list := range values {
		text := list[len(list)-1]
		switch name {
		case "operation":
			q.Operation = text
		case "persona":
			q.Persona = text
		case "method":
			q.Method = strings.ToUpper(text)
		case "path":
			q.Path = text
		case "match":
			q.Match = text
		case "status":
			q.Status = number(name, strings.TrimSuffix(strings.ToLower(text), "xx"), 599)
		case "after":
			if q.After, err = strconv.ParseUint(text, 10, 64); err != nil {
				err = fmt.Errorf("after=%s is not the number of an exchange", printable.Line(text))
			}
		case "since":
			if q.Since, err = time.Parse(time.RFC3339, text); err != nil {
				err = fmt.Errorf("since=%s is not a date of RFC 3339", printable.Line(text))
			}
		case "faults":
			if q.Faults, err = strconv.ParseBool(text); err != nil {
				err = fmt.Errorf("faults=%s is neither true nor false", printable.Line(text))
			}
		case "violations":
			if q.Violated, err = strconv.ParseBool(text); err != nil {
				err = fmt.Errorf("violations=%s is neither true nor false", printable.Line(text))
			}
		case "limit":
			q.limit = number(name, text, maxEntries)
		case "atLeast":
			q.atLeast = number(name, text, maxEntries)
		case "timeout":
			seconds, is := decimal.Parse(text)
			if !is || seconds > maxWait.Seconds() {
				err = fmt.Errorf("timeout=%s is not a number of seconds from 0 to %.0f", printable.Line(text), maxWait.Seconds())
			}
			q.timeout = time.Duration(seconds * float64(time.Second))
		default:
			err = fmt.Errorf("the journal has no parameter %s; it has operation, persona, method, path, status, since, after, match, faults, violations, limit, atLeast and timeout", printable.Line(name))
		}
		if err != nil {
			return q, err
		}
	}
	if q.timeout > 0 && q.atLeast == 0 {
		q.atLeast = 1
	}
	return q, nil
}
