package mockserver

import "github.com/cotalker/rolecall/fixtures"

// population is generated records that join the world when it is built.
type population struct {
	*fixtures.Population
	count uint64
}

// WithPopulation has the first count records of a population join the world,
// behind those of the world's own. It may be given several times; records that
// others refer to come first, as Generator.Referred lists them. The population
// must be of the contract that the mock is given.
func WithPopulation(people *fixtures.Population, count uint64) Option {
	return func(s *Server) { s.populations = append(s.populations, population{people, count}) }
}
