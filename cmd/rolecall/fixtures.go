package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
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
	personas, counted, quiet       bool
	shard                          string
	jobs                           int
	manifest                       string
	into                           intoFlags
}

func newFixturesCommand() *cobra.Command {
	var f fixturesFlags
	cmd := &cobra.Command{
		Use:   "fixtures [COLLECTION]",
		Short: "Write fake people who carry rights, the same for the same seed",
		Long: "Write fake records of a collection, users by default. Record i of a seed is the same bytes whatever the\n" +
			"count, the shard, the machine or the day. The formats and the hints of x-fake are in\n" +
			"https://github.com/cotalker/rolecall/blob/main/docs/fixtures.md.",
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
			f.formatByName(cmd.Flags().Changed("format"), cmd.ErrOrStderr())
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
	flags.StringVar(&f.shard, "shard", "", "write one part of the whole, such as 3/64; the parts joined are the whole, in every format")
	flags.IntVar(&f.jobs, "jobs", 0, fmt.Sprintf("how many cores make records at once (default: those that there are, %d at most); the bytes are the same", mostJobs))
	flags.StringVar(&f.format, "format", "ndjson", oneOf(fixtures.Formats())+"; json is array; what --out ends in says it, too, such as .csv")
	flags.StringVar(&f.out, "out", "", "file to write, whole or not at all, compressed where it ends in .gz or .zst; {collection} in its name gives each collection its own")
	flags.StringVar(&f.manifest, "manifest", "", "write the digests of the files of --out here, for rolecall fixtures verify")
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
	f.into.add(flags)
	flags.BoolVar(&f.quiet, "quiet", false, "tell no progress")
	f.contract.add(flags)
	flags.StringVar(&f.world, "world", "", "world file whose records are referred to, instead of the seed world")
	completes(cmd, "format", fixtures.Formats()...)
	completes(cmd, "pack", fixtures.Packs()...)
	completes(cmd, "view", fixtures.Views()...)
	cmd.AddCommand(newFixturesVerifyCommand())
	return cmd
}

// mostJobs is past what helps: one goroutine writes what the others make.
const mostJobs = 8

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
	output, err := f.output(format, out)
	if err != nil {
		return err
	}
	target, err := f.into.target()
	if err != nil {
		return err
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
		if f.personas && contract.Principal == nil {
			fmt.Fprintln(errOut, "rolecall: the contract has no callers, so its personas come from its rights, in every world: the file holds records alone")
		}
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
	recipe, err := f.recipe(contract, collection, request)
	if err != nil {
		return err
	}
	if f.manifest != "" {
		output.manifest = f.manifestOf(contract, recipe)
	}
	progress := f.progress(errOut)
	defer progress.end()
	if target != nil {
		main := collection
		if main == "" {
			main = generator.People().Collection()
		}
		return f.into.load(ctx, target, set, main, recipe, output.writing, progress, errOut)
	}
	return output.write(ctx, set, progress)
}

// output reads the flags that say where and how the records are written.
func (f fixturesFlags) output(format fixtures.Format, out io.Writer) (*setOutput, error) {
	o := &setOutput{format: format, name: f.out, standard: out, manifestName: f.manifest, writing: fixtures.Writing{Jobs: f.jobs}}
	switch {
	case f.jobs < 0 || f.jobs > 1024:
		return nil, fmt.Errorf("--jobs %d: it can be 1 to 1024, or 0 for the cores that there are", f.jobs)
	case f.jobs == 0:
		o.writing.Jobs = min(runtime.GOMAXPROCS(0), mostJobs)
	}
	if f.shard != "" {
		var err error
		if o.writing.Shard, err = fixtures.ParseShard(f.shard); err != nil {
			return nil, fmt.Errorf("--shard: %w", err)
		}
	}
	switch {
	case f.manifest != "" && f.out == "":
		return nil, errors.New("--manifest tells of files; name one with --out")
	case f.manifest != "" && (filepath.Clean(f.manifest) == filepath.Clean(f.out) || sameFile(f.manifest, f.out)):
		return nil, errors.New("--manifest and --out are one file, of which the manifest alone would be left; name another")
	}
	return o, nil
}

func (f fixturesFlags) progress(errOut io.Writer) *progress {
	if f.quiet {
		return newProgress(nil)
	}
	return newProgress(errOut)
}
