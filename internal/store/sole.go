package store

// Sole is a store that no other process writes to as long as it is open: whoever has
// it knows how far each log is.
type Sole interface {
	Store
	Sole()
}
