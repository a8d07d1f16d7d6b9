package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/cobra"
)

// fixturesFlags are the flags of rolecall fixtures.
type fixturesFlags struct {
	contract                       contractFlags
	world, format, out, view, pack string
	schema                         string
	permissions, profile, inactive string
	reference, password            string
	with, locales                  []string
	formatVersion                  int
	seed, from, count              uint64
	personas, counted              bool
}

func newFixturesCommand() *cobra.Command {
	var f fixturesFlags
	cmd := &cobra.Command{
		Use:   "fixtures [COLLECTION]",
		Short: "Write fake people who carry rights, the same for the same seed",
		Long: "Write fake records of a collection, users by default. Record i of a seed is the same bytes whatever the\n" +
			"count, the shard, the machine or the day. docs/fixtures.md tells the formats and the hints of x-fake.",
		Example: "  rolecall fixtures --count 1000 --seed 42 --format ndjson > people.ndjson\n" +
			"  rolecall fixtures --count 500 --personas --format world --out people.yaml && rolecall mock --world people.yaml\n" +
			"  rolecall fixtures --pack invalid --format array",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("one collection at a time, and these are %d: %s; --with COLLECTION writes another one first", len(args), strings.Join(args, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.counted = cmd.Flags().Changed("count")
			collection := ""
			if len(args) == 1 {
				collection = args[0]
			}
			return runFixtures(cmd.Context(), f, collection, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.schema, "schema", "", "write records of a schema of the document by its name, stored or not, in place of a collection")
	flags.Uint64Var(&f.count, "count", 100, "how many records; a pack is written whole unless this is given")
	flags.Uint64Var(&f.from, "from", 0, "index of the first record: shards of one set begin where the one before ends")
	flags.Uint64Var(&f.seed, "seed", 1, "which people; 0 is a seed like any other")
	flags.StringVar(&f.format, "format", "ndjson", oneOf(fixtures.Formats())+"; json is array")
	flags.StringVar(&f.out, "out", "", "file to write, whole or not at all; {collection} in its name gives each collection its own")
	flags.StringVar(&f.pack, "pack", "valid", oneOf(fixtures.Packs()))
	flags.StringVar(&f.view, "view", "stored", "members to write: "+oneOf(fixtures.Views())+"; whole has the write-only ones too, body is what a create takes")
	flags.StringArrayVar(&f.with, "with", nil, "generate another collection first and refer to it: COLLECTION or COLLECTION=COUNT")
	flags.BoolVar(&f.personas, "personas", false, "write the seed world's records, personas and tokens too")
	flags.StringVar(&f.permissions, "permissions", "", "who may do what, each on its own: PERMISSION=30%,OTHER=0.5%")
	flags.StringVar(&f.profile, "profile", "", "file that says who may do what")
	flags.StringVar(&f.inactive, "inactive", "", "share of callers that are switched off (default "+fixtures.DefaultInactive.String()+")")
	flags.StringVar(&f.password, "password", fixtures.DefaultPassword, "the one password of all generated callers")
	flags.StringVar(&f.reference, "reference-date", fixtures.DefaultReferenceDate().Format(time.DateOnly), "day that all dates lie before, or an RFC 3339 time")
	addLocales(cmd, &f.locales)
	flags.IntVar(&f.formatVersion, "format-version", fixtures.FormatVersion, "which form of the records: 1 has the names that an older rolecall wrote")
	f.contract.add(flags)
	flags.StringVar(&f.world, "world", "", "world file whose records are referred to, instead of the seed world")
	completes(cmd, "format", fixtures.Formats()...)
	completes(cmd, "pack", fixtures.Packs()...)
	completes(cmd, "view", fixtures.Views()...)
	return cmd
}

func oneOf[T ~string](names []T) string {
	var list []string
	for _, name := range names {
		list = append(list, string(name))
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

func runFixtures(ctx context.Context, f fixturesFlags, collection string, out, errOut io.Writer) error {
	format, err := fixtures.ParseFormat(f.format)
	if err != nil {
		return wrongWord("--format", f.format, fixtures.Formats())
	}
	if !slices.Contains(fixtures.Packs(), fixtures.Pack(f.pack)) {
		return wrongWord("--pack", f.pack, fixtures.Packs())
	}
	if !slices.Contains(fixtures.Views(), fixtures.View(f.view)) {
		return wrongWord("--view", f.view, fixtures.Views())
	}
	contract, err := f.contract.load(ctx, errOut)
	if err != nil {
		return err
	}
	options, err := f.options(contract)
	if err != nil {
		return err
	}
	if f.schema != "" {
		if collection != "" || f.personas || len(f.with) > 0 {
			return fmt.Errorf("--schema %s: records of a schema stand alone; take out the collection, --personas and --with, or --schema", f.schema)
		}
		if i := slices.IndexFunc(contract.Resources, func(r *spec.Resource) bool { return r.SchemaName == f.schema }); i >= 0 {
			collection, f.schema = contract.Resources[i].Collection, "" // what is stored has ids and references
		}
	}
	generator, err := interruptible(ctx, "planning the records", func() (*fixtures.Generator, error) {
		if f.schema != "" {
			return fixtures.NewOfSchema(contract, f.schema, f.seed, options...)
		}
		return fixtures.New(contract, f.seed, options...)
	})
	if err != nil {
		return err
	}
	request := fixtures.Request{
		Collection: collection, View: fixtures.View(f.view), Pack: fixtures.Pack(f.pack),
		From: f.from, Count: f.count, Personas: f.personas,
	}
	if format == fixtures.WorldFormat {
		request.View, request.Complete = fixtures.Whole, true
	}
	if request.Pack != fixtures.Valid && !f.counted {
		population := generator.People()
		if collection != "" || population == nil {
			if population, err = generator.Of(collection); err != nil {
				return err
			}
		}
		size := population.PackSize(request.Pack)
		if f.from > size {
			return fmt.Errorf("--from %d: the %s pack has %d records; begin before that", f.from, f.pack, size)
		}
		request.Count = size - f.from
	}
	set, err := generator.Set(request)
	if err != nil {
		return err
	}
	return writeSet(ctx, set, format, f.out, out, newProgress(errOut, set))
}

// options reads the flags that shape the people.
func (f fixturesFlags) options(contract *spec.Contract) ([]fixtures.Option, error) {
	if err := knownLocales(f.locales); err != nil {
		return nil, err
	}
	if f.formatVersion < 1 || f.formatVersion > fixtures.FormatVersion {
		return nil, fmt.Errorf("--format-version %d: it can be 1 to %d", f.formatVersion, fixtures.FormatVersion)
	}
	if f.formatVersion == 1 && len(f.locales) > 0 {
		return nil, fmt.Errorf("--format-version 1 has no locales; take it out, or --locale")
	}
	options := []fixtures.Option{fixtures.WithPassword(f.password), fixtures.WithFormatVersion(f.formatVersion), fixtures.WithLocales(f.locales...)}
	reference, err := time.Parse(time.DateOnly, f.reference)
	if err != nil {
		if reference, err = time.Parse(time.RFC3339, f.reference); err != nil {
			return nil, fmt.Errorf("--reference-date %q: write a day as 2026-01-31, or an RFC 3339 time", f.reference)
		}
	}
	options = append(options, fixtures.WithReferenceDate(reference))
	rights := fixtures.Rights{Inactive: fixtures.DefaultInactive}
	if f.profile != "" {
		data, err := readInput(f.profile)
		if err != nil {
			return nil, fmt.Errorf("reading the profile: %w; give --profile a YAML or JSON file", err)
		}
		if rights, err = fixtures.LoadProfile(contract, f.profile, data); err != nil {
			return nil, err
		}
	}
	if f.permissions != "" {
		grants, err := fixtures.ParseGrants(f.permissions)
		if err != nil {
			return nil, fmt.Errorf("--permissions: %w", err)
		}
		rights.Grants = append(rights.Grants, grants...)
	}
	if f.inactive != "" {
		if rights.Inactive, err = fixtures.ParseShare(f.inactive); err != nil {
			return nil, fmt.Errorf("--inactive: %w", err)
		}
	}
	options = append(options, fixtures.WithRights(rights))
	for _, with := range f.with {
		name, number, counted := strings.Cut(with, "=")
		count := 20
		if counted {
			if count, err = strconv.Atoi(number); err != nil {
				return nil, fmt.Errorf("--with %s: %q is not a number; write COLLECTION=COUNT", with, number)
			}
		}
		options = append(options, fixtures.WithGenerated(name, count))
	}
	if f.world != "" {
		world, err := loadWorld(contract, f.world, replaceWorld)
		if err != nil {
			return nil, err
		}
		options = append(options, fixtures.WithWorld(world))
	}
	return options, nil
}
