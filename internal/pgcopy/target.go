package pgcopy

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/jackc/pgx/v5/pgconn"
)

// Target is where records go: a database, and a table of it.
type Target struct {
	config  *pgconn.Config
	schema  string // "" for that of the search path
	table   string // of the main collection, "" for the collection's name
	secrets []string
}

const targetForm = "write postgres://USER@HOST:PORT/DATABASE?table=TABLE, with the password behind USER:, in PGPASSWORD or in ~/.pgpass"

// connectPatience is how long a database may take to answer, where the URL has no
// connect_timeout.
const connectPatience = 15 * time.Second

// ParseTarget reads the URL of a database as libpq has it, and ?table=TABLE or
// ?table=SCHEMA.TABLE beside. What it does not say is taken from the environment
// (PGHOST, PGPASSWORD, PGSSLMODE and the like). No error repeats the URL, for it
// may hold a password.
func ParseTarget(text string) (*Target, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("the URL of the database cannot be read; " + targetForm + ", where %40 stands for @, %2F for / and so on")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("records are loaded into PostgreSQL alone; " + targetForm)
	}
	query := u.Query()
	t := &Target{table: query.Get("table")}
	if schema, table, both := strings.Cut(t.table, "."); both {
		t.schema, t.table = schema, table
	}
	if query.Has("table") && (t.table == "" || strings.Contains(t.table, ".")) || strings.ContainsRune(t.schema+t.table, 0) {
		return nil, errors.New("table names no table; write ?table=TABLE or ?table=SCHEMA.TABLE behind the database")
	}
	query.Del("table")
	if password, given := u.User.Password(); given {
		t.secrets = append(t.secrets, password, url.QueryEscape(password), url.PathEscape(password))
	}
	for _, name := range []string{"password", "sslpassword"} {
		if query.Get(name) != "" {
			t.secrets = append(t.secrets, query.Get(name), url.QueryEscape(query.Get(name)))
		}
	}
	u.RawQuery = query.Encode()
	if t.config, err = pgconn.ParseConfig(u.String()); err != nil {
		for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(cause) {
			err = cause // the outer ones repeat the URL
		}
		return nil, fmt.Errorf("the URL of the database cannot be used: %s; %s", t.redacted(err.Error()), targetForm)
	}
	if t.config.Password != "" {
		t.secrets = append(t.secrets, t.config.Password)
	}
	if t.config.ConnectTimeout == 0 {
		t.config.ConnectTimeout = connectPatience
	}
	if t.config.RuntimeParams["application_name"] == "" {
		t.config.RuntimeParams["application_name"] = "rolecall fixtures"
	}
	t.config.RuntimeParams["client_encoding"] = "UTF8"
	return t, nil
}

// redacted is a text without passwords.
func (t *Target) redacted(text string) string {
	for _, secret := range t.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "xxxxx")
		}
	}
	return text
}

// String is the target without its password.
func (t *Target) String() string {
	return fmt.Sprintf("%s:%d/%s", t.config.Host, t.config.Port, t.config.Database)
}

// nameOf is the table of a collection, as SQL has it.
func (t *Target) nameOf(collection string, main bool) string {
	if main && t.table != "" {
		collection = t.table
	}
	return t.qualified(collection)
}

func (t *Target) qualified(table string) string {
	if t.schema != "" {
		return fixtures.Identifier(t.schema) + "." + fixtures.Identifier(table)
	}
	return fixtures.Identifier(table)
}
