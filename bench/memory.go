package main

// memory is what a lookup holds while it waits for an answer, and 10^5 of them.
func memory(b *bench) ([]*table, error) { return nil, nil }

func silent(b *bench) ([]*table, error) { return nil, nil }
