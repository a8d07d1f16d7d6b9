// Package journal keeps the last exchanges that a mock or a proxy has seen, and
// tells them without secrets.
//
//	keeper := &journal.Keeper{Contract: contract, Vault: vaultOf}
//	j := journal.New(keeper)
//	j.Keep(&journal.Note{Operation: op, Method: "GET", Status: 200, …})
//	entries, err := j.Entries(journal.Filter{Status: 4})
//
// Where what stands:
//
//	journal   what is kept, in blocks that are used again (note, block)
//	entry     an exchange as it is told; filter says which are meant
//	secret    what is taken out of it
//	archive   exchanges as an HTTP Archive
//	query     how a client asks for them, and reply what it gets; events as they come
package journal
