package store

// Teller is a store that has something to say to whoever runs it, such as what it cut
// off a file that a power cut had left torn. Nothing is said before it is asked.
type Teller interface {
	Tell(func(string))
}
