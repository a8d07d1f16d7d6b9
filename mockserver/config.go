package mockserver

import (
	"sync/atomic"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// config is what all requests of a mock have in common.
type config struct {
	contract     *spec.Contract
	model        *state.Model // of the contract, as worlds keep its records
	problem      *spec.Schema // of refusals: orders their members
	seedPersonas []fixtures.Persona
	noHints      bool          // refusals tell no more than the document declares
	anyStatus    bool          // may be wished for, and not those of the document alone
	made         atomic.Uint64 // values that were made anew
}
