// Package pgcopy loads fixtures into tables of a PostgreSQL database, by COPY.
//
//	target, err := pgcopy.ParseTarget("postgres://me@localhost/test?table=people")
//	result, err := pgcopy.Load(ctx, target, set, pgcopy.Options{Recipe: recipe})
//
// Rows go in batches, each a transaction of its own, in which a row of the table
// rolecall_fixtures notes how far the load is. So a load that was ended at any
// moment, by a kill too, is resumed where it was: no row is missing, none is there
// twice. Memory holds a few pieces of a batch, whatever the count.
package pgcopy
