package dnsclient

// Query asks for records of any type, as [Client.Query] does, on behalf of l.
func (l *Lookup) Query(name string, qtype uint16) (Reply, error) { return l.query(name, qtype) }
