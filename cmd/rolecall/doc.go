// Command rolecall mocks, verifies and populates APIs where who you are decides
// what you get.
//
//	rolecall mock                          the mock, on http://127.0.0.1:4010
//	rolecall verify --target-file FILE     the gate: does a server keep the contract?
//	rolecall proxy --target URL            is it kept in ordinary traffic?
//	rolecall report merge PART…            the reports of all shards as one
//	rolecall fixtures --count 1000         people who carry rights
//	rolecall spec matrix                   who may do what
//
// It is flags in, a library call, an exit code out. A command has a file of its
// name; beside it stand groups of flags, each a struct with the file of its noun,
// and what the command prints.
//
//	the program   main (signals), run (arguments to an exit code), exitcode, arguments (wrong ones), filename (empty ones), habit (flags of others),
//	              settings (flags from rolecall.yaml and the environment), version, profile (where its time goes)
//	mock          mock (its flags, and serving it), controlflags, storeflags, populate, disturbance, world;
//	              servedmock, watchedmock (--watch); welcome (what it says first), personatable,
//	              targetfile, browser, logline (a line a request)
//	verify        verify, verifyinput (what it reads), verifymodes (other than a run), runidentity, listing,
//	              reportfiles, selftest (--self-test)
//	report        merge
//	fixtures      fixtures, set (files of a set), into (a database), formatbyname, recipe (what decides the records),
//	              manifest and packedfile, progress; fixturesverify, fileverifier, joinedshards
//	spec          spec, lint, infer
//	proxy         proxy
//	schema        schema
//	what several  contract (the flags that say which), address, listening, secure (TLS), asking (who may),
//	have          locale, bytesize; inputfile, destination, pendingfile and fileowner (a file is
//	              there when it is whole); standardoutput, terminal, columns, brokenpipe, collector (of garbage), processors
package main
