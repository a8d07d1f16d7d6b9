package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/cotalker/rolecall/mockserver"

	"github.com/spf13/cobra"
)

// mockFlags are the flags of rolecall mock.
type mockFlags struct {
	contract              contractFlags
	listening             listening
	world, worldMode      string
	elsewhere, caFile     string // --proxy and --ca-file
	targetFile, logFormat string
	quiet, open, watch    bool
	noConsole             bool
	populate              populate
	control               controlFlags
	disturbance           disturbance
	store                 storeFlags
}

func newMockCommand() *cobra.Command {
	var f mockFlags
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Run the stateful mock on a loopback port",
		Long: "Run the stateful mock: every operation of the contract, over a world that starts as the seed world\n" +
			"and is gone when the mock ends, unless --store keeps it. Switch the caller by the token; a refusal says which rule denied it.",
		Example: "  rolecall mock\n  rolecall mock --port 0 --target-file target.yaml\n  rolecall mock --world people.yaml --log-format json\n" +
			"  rolecall mock --populate 100000\n  rolecall mock --store file:state",
		Args: noArguments("--world %s", "--spec %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("populate-seed") && f.populate.count == 0 {
				return errors.New("--populate-seed chooses which people --populate generates; say how many with --populate")
			}
			options, err := f.disturbance.options(cmd)
			if err != nil {
				return err
			}
			if err := f.store.check(cmd, f.watch); err != nil {
				return err
			}
			if f.listening.grace < 0 {
				return fmt.Errorf("--drain %s: it is a time that passes, such as 5s, or 0", f.listening.grace)
			}
			// Whoever starts a mock may read its address and then close the pipe.
			return runMock(cmd.Context(), f, options, ignoreBrokenPipe(cmd.OutOrStdout()), ignoreBrokenPipe(cmd.ErrOrStderr()))
		},
	}
	flags := cmd.Flags()
	f.contract.add(flags)
	flags.StringVar(&f.world, "world", "", "world file to use instead of the seed world")
	flags.StringVar(&f.worldMode, "world-mode", replaceWorld, "extend adds --world to the seed world, replace takes it instead")
	flags.Uint64Var(&f.populate.count, "populate", 0, "how many generated people to add to those of the world")
	flags.Uint64Var(&f.populate.seed, "populate-seed", 1, "which people: those of the same --seed of rolecall fixtures")
	addLocales(cmd, &f.populate.locales)
	f.control.add(flags)
	f.listening.add(flags, 4010)
	f.store.add(cmd)
	flags.DurationVar(&f.listening.grace, "drain", 0, "how long to go on answering after SIGTERM, while the health check says that it is not ready, until balancers have noticed")
	f.disturbance.add(cmd)
	flags.StringVar(&f.targetFile, "target-file", "", "write the target file for rolecall verify here")
	flags.BoolVar(&f.quiet, "quiet", false, "print the address alone and log no requests")
	flags.BoolVar(&f.noConsole, "no-console", false, "serve no page for a browser at / and /_rolecall/")
	flags.StringVar(&f.elsewhere, "proxy", "", "address of a real server for what the contract has no operation for; it stands for the base path")
	flags.StringVar(&f.caFile, "ca-file", "", "PEM file of the authority that signed the certificate of --proxy")
	flags.BoolVar(&f.watch, "watch", false, "take over each edit of the document, its overlays, the world and the files they refer to, while serving")
	flags.BoolVar(&f.open, "open", false, "open the console in a browser")
	flags.StringVar(&f.logFormat, "log-format", "text", "how to log requests: text or json")
	completes(cmd, "log-format", logFormats...)
	completes(cmd, "world-mode", worldModes...)
	return cmd
}

func runMock(ctx context.Context, f mockFlags, options []mockserver.Option, out, errOut io.Writer) (err error) {
	guarded, err := f.control.options()
	if err != nil {
		return err
	}
	if f.open && f.noConsole {
		return errors.New("--open opens the console, and --no-console leaves it out; take one of them out")
	}
	if f.caFile != "" && f.elsewhere == "" {
		return errors.New("--ca-file is for the server of --proxy; give the address of that one, too")
	}
	if f.watch {
		if err := f.watchable(); err != nil {
			return err
		}
	}
	collectSeldom(f.populate.count)
	if err := f.listening.address.resolve(); err != nil {
		return err
	}
	log, err := requestLog(f, errOut)
	if err != nil {
		return err
	}
	options = append(options, guarded...)
	if log != nil {
		options = append(options, mockserver.WithLog(log))
	}
	if err := knownLocales(f.populate.locales); err != nil {
		return err
	}
	kept, err := f.store.open(ctx, errOut)
	if err != nil {
		return err
	}
	if kept != nil {
		options = append(options, f.store.option(kept))
	}
	var watched *watchedMock
	var served *servedMock
	if f.watch {
		if watched, err = buildWatched(ctx, f, options, errOut); err == nil {
			served = watched.now
		}
	} else {
		served, err = f.build(ctx, options, errOut)
	}
	if kept != nil {
		defer func() {
			if served == nil {
				err = errors.Join(err, kept.Close())
				return
			}
			err = errors.Join(err, closeStore(served.mock, kept))
		}()
	}
	if err != nil {
		return err
	}
	listener, url, err := f.listening.open()
	if err != nil {
		return err
	}
	at := site{url, f.listening.secure.curl()}
	writeTarget := func(served *servedMock) error {
		if f.targetFile == "" {
			return nil
		}
		return writeTargetFile(f.targetFile, at.url, served.contract, served.mock)
	}
	if err := writeTarget(served); err != nil {
		listener.Close()
		return err
	}
	f.announce(at, served, out)
	if opens := f.control.asking.opens(listener.Addr(), "use the mock, whose tokens are not secret", "the control API"); opens != "" {
		fmt.Fprintln(errOut, "rolecall:", opens)
	}
	if f.open {
		openBrowser(reachable(at.url)+"/_rolecall/", errOut)
	}
	var handler http.Handler = served.mock
	if watched != nil {
		handler, watched.rebuilt = watched.server, writeTarget
		defer watched.following(ctx)()
	}
	return f.listening.serve(ctx, listener, handler)
}

// announce prints where the mock is, and how to use it.
func (f mockFlags) announce(at site, served *servedMock, out io.Writer) {
	if f.quiet {
		fmt.Fprintln(out, at.url+served.contract.BasePath)
		return
	}
	welcome(out, at, served.contract, served.mock.Personas())
	f.populate.print(out, at, served.contract, served.people)
	if said := f.listening.secure.told(); said != "" {
		fmt.Fprint(out, "\n"+said)
	}
	if !f.noConsole {
		fmt.Fprintf(out, "\nLook at it in a browser: %s/_rolecall/", at.url)
	}
	fmt.Fprintf(out, "\nStart afresh: %s -X POST %s/_rolecall/v1/reset\nStop: Ctrl-C\n\n", at.curl, at.url)
}

var logFormats = []string{"text", "json"}

func requestLog(f mockFlags, errOut io.Writer) (*slog.Logger, error) {
	var handler slog.Handler
	switch f.logFormat {
	case "text":
		handler = newLineHandler(errOut)
	case "json":
		handler = slog.NewJSONHandler(errOut, nil)
	default:
		return nil, wrongWord("--log-format", f.logFormat, logFormats)
	}
	if f.quiet {
		return nil, nil
	}
	return slog.New(handler), nil
}
