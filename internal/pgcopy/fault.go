package pgcopy

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// AwayError is a database that does not answer, or does no longer: no fault of
// what was asked for.
type AwayError struct{ Err error }

func (e *AwayError) Error() string { return e.Err.Error() }
func (e *AwayError) Unwrap() error { return e.Err }

// fault says what the database answered, and what to do; without a password.
func (t *Target) fault(doing string, err error) error {
	var refused *pgconn.PgError
	var connecting *pgconn.ConnectError
	text := fmt.Sprintf("%s (%s)", doing, t)
	switch {
	case errors.As(err, &refused):
		text += ": " + refused.Message
		if refused.Detail != "" {
			text += ", " + strings.TrimSuffix(refused.Detail, ".")
		}
		if hint := hintOf(refused); hint != "" {
			text += "; " + hint
		}
		if away(refused.Code) {
			return &AwayError{errors.New(t.redacted(text))}
		}
		return errors.New(t.redacted(text))
	case errors.As(err, &connecting):
		text += ": " + t.redacted(rootOf(err))
		return &AwayError{errors.New(text + "; " + connectHint(text))}
	}
	return &AwayError{errors.New(text + ": " + t.redacted(err.Error()))}
}

// rootOf is the innermost of the reasons, which the outer ones repeat with all
// the hosts that were tried.
func rootOf(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// connectHint says what to look at where there is no connection.
func connectHint(text string) string {
	switch {
	case strings.Contains(text, "refused TLS"):
		return "the server speaks no TLS: sslmode=disable asks for none, sslmode=prefer for what there is"
	case strings.Contains(text, "x509") || strings.Contains(text, "tls:"):
		return "sslrootcert=FILE names who signed its certificate, and sslmode=require asks for no more than TLS"
	}
	return "see that the database is there and that host and port of --into are its"
}

// away tells of classes of errors that are the database's own state.
func away(code string) bool {
	for _, class := range []string{"08", "40", "53", "57", "58", "XX"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// copyLine finds the row that COPY complains of.
var copyLine = regexp.MustCompile(`\bline (\d+)(?:, column (.+?))?(?:: |$)`)

// rowFault is a fault of a batch whose first row is that of a record.
func (t *Target) rowFault(table string, first uint64, err error) error {
	var refused *pgconn.PgError
	doing := "loading " + table
	if errors.As(err, &refused) {
		if found := copyLine.FindStringSubmatch(refused.Where); found != nil {
			if line, err := strconv.ParseUint(found[1], 10, 62); err == nil && line > 0 {
				doing += fmt.Sprintf(", record %d", first+line-1)
			}
			if found[2] != "" {
				doing += ", column " + found[2]
			}
		}
	}
	return t.fault(doing, err)
}

// hintOf says what to do about an error of the database.
func hintOf(refused *pgconn.PgError) string {
	switch code := refused.Code; {
	case code == "23505":
		return "there are such rows already: empty the table, or have other records made with --seed or --from"
	case code == "23503":
		return "load what is referred to first, or with it: --with COLLECTION"
	case code == "23502":
		return "the contract lets the member be left out: ALTER COLUMN … DROP NOT NULL"
	case strings.HasPrefix(code, "22"):
		return "give the column a type that takes what the contract says of the member"
	case code == "42501":
		return "grant it to the user of --into, or give another user"
	case code == "28P01" || code == "28000":
		return "see user and password: PGPASSWORD or ~/.pgpass give one that no list of processes shows"
	case code == "3D000":
		return "name a database that there is, behind the host's /"
	}
	return refused.Hint
}
