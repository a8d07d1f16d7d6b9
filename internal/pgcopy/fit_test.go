package pgcopy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/pgcopy"
	"github.com/cotalker/rolecall/spec"
)

// books is a set of a document that is nothing like the embedded one.
func books(t *testing.T, count uint64) *fixtures.Set {
	t.Helper()
	c, err := spec.Load("books.yaml", []byte(`
openapi: 3.1.0
info: {title: Books, version: "1"}
paths: {}
components:
  schemas:
    Book:
      type: object
      required: [title, pageCount, author, tags]
      properties:
        title: {type: string, enum: ["a\tb", "c\\d", "e\nf", 'g"h', "é"]}
        pageCount: {type: integer, minimum: 1}
        author: {type: object, required: [name], properties: {name: {type: string}, born: {type: string, format: date}}}
        tags: {type: array, items: {type: string, enum: ["p,q", 'r"s', "t\\u", ""]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	g, err := fixtures.NewOfSchema(c, "Book", 5)
	if err != nil {
		t.Fatal(err)
	}
	set, err := g.Set(fixtures.Request{Count: count})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// aTableOfOnesOwnIsFilled has other types and names than ours: an object as
// jsonb, a list as an array, and columns that nothing goes to.
func aTableOfOnesOwnIsFilled(t *testing.T, db database) {
	set := books(t, 500)
	db.whole("want", set)
	db.ask(`CREATE TABLE shelf (id bigint GENERATED ALWAYS AS IDENTITY, title varchar(40) NOT NULL, page_count numeric, author jsonb, tags text[],
		added timestamptz NOT NULL DEFAULT now(), long boolean GENERATED ALWAYS AS (page_count > 300) STORED)`)
	if _, err := pgcopy.Load(t.Context(), target(t, db.url+"&table=shelf"), set, "Book", pgcopy.Options{Recipe: "a"}); err != nil {
		t.Fatal(err)
	}
	n := db.ask(`SELECT count(*) FROM ((SELECT title, page_count, author->>'name', (author->>'born')::date, to_jsonb(tags) FROM shelf) EXCEPT ALL TABLE want."Book") x`)
	if n != "0" || db.ask("SELECT count(*) FROM shelf") != "500" {
		t.Errorf("%s rows are not as they should be", n)
	}
}

// faultsAreTold has all that can be wrong with a database.
func faultsAreTold(t *testing.T, db database) {
	set := books(t, 50)
	db.ask(`CREATE TABLE narrow (title text, tags jsonb);
		CREATE TABLE typed (title text, "pageCount" boolean, author jsonb, tags jsonb);
		CREATE TABLE twice (title text PRIMARY KEY, page_count bigint, author jsonb, tags jsonb);
		CREATE TABLE more (title text, page_count bigint, author jsonb, tags jsonb, shelf text NOT NULL);
		CREATE ROLE guest LOGIN;
		CREATE SCHEMA locked; CREATE TABLE locked.books (title text, page_count bigint, author jsonb, tags jsonb);
		GRANT USAGE ON SCHEMA locked TO guest; GRANT SELECT ON locked.books TO guest`)
	for url, want := range map[string]string{
		db.url + "&table=none":                                       `there is no table "none" in`,
		db.url + "&table=public.none":                                `CREATE TABLE "public"."none" (` + "\n" + `  "title" text NOT NULL,`,
		db.url + "&table=narrow":                                     `there is no column for pageCount, author.name, author.born; ALTER TABLE with ADD COLUMN "pageCount" bigint, `,
		db.url + "&table=typed":                                      `column pageCount (`,
		db.url + "&table=twice":                                      `duplicate key value violates unique constraint "twice_pkey", Key (title)=`,
		db.url + "&table=more":                                       `the column shelf may not be null and has no default, and no member of Book goes there`,
		db.url + "&host=%2Fnowhere":                                  `connecting to the database (`,
		db.url + "&sslmode=require":                                  `the server speaks no TLS: sslmode=disable asks for none`,
		strings.Replace(db.url, "/faults_are_told?", "/nowhere?", 1): `database "nowhere" does not exist; name a database that there is`,
		strings.Replace(db.url, "//rolecall@", "//guest@", 1) + "&table=locked.books": `in which a load notes how far it is`,
	} {
		_, err := pgcopy.Load(t.Context(), target(t, url), set, "Book", pgcopy.Options{Recipe: "a"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", url, err, want)
		}
		var away *pgcopy.AwayError
		if isAway := errors.As(err, &away); isAway != (strings.Contains(url, "sslmode=require") || strings.Contains(url, "host=")) {
			t.Errorf("%s: that the database is away is %t: %v", url, isAway, err)
		}
	}
	if n := db.ask("SELECT (SELECT count(*) FROM typed) + (SELECT count(*) FROM twice)"); n != "0" {
		t.Errorf("%s rows of batches that failed are there", n)
	}
}
