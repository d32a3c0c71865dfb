package resolver

import (
	"context"
	"log/slog"
	"time"

	"github.com/miekg/dns"
)

// WithSlog returns a context with which lookups log to l what they do, as [SlogTrace] has it. The handler of l is given ctx with each
// record, and so sees the values of ctx, such as the id of a request, but none that are added to the context later.
func WithSlog(ctx context.Context, l *slog.Logger) context.Context {
	return WithTrace(ctx, slogTrace(ctx, l))
}

// SlogTrace returns a [Trace] that logs what lookups do with l: each event at the level debug, with the values that it has as
// attributes, and a function that fails at the level info. The handler of l is given no context with values: for that see [WithSlog].
func SlogTrace(l *slog.Logger) *Trace { return slogTrace(context.Background(), l) }

func slogTrace(ctx context.Context, l *slog.Logger) *Trace {
	log := func(level slog.Level, msg string, attrs ...slog.Attr) { l.LogAttrs(ctx, level, msg, attrs...) }
	return &Trace{
		Start: func(e TraceStart) { log(slog.LevelDebug, "lookup", e.attrs()...) },
		Source: func(e TraceSource) {
			log(slog.LevelDebug, "lookup source", slog.String("source", e.Source), slog.String("where", e.Where), slog.String("status", e.Status.String()),
				slog.Bool("missing", e.Missing), slog.String("canonname", e.Name), slog.Any("addrs", e.Addrs), elapsed(e.Elapsed), failed(e.Err))
		},
		Search: func(e TraceSearch) {
			log(slog.LevelDebug, "lookup search", slog.String("name", e.Name), slog.String("outcome", e.Outcome.String()), slog.Any("addrs", e.Addrs),
				slog.Duration("ttl", e.TTL), slog.Bool("cached", e.Cached), failed(e.Err))
		},
		Query: func(e TraceQuery) { log(slog.LevelDebug, "lookup query", queryAttrs(e)...) },
		Reply: func(e TraceReply) {
			log(slog.LevelDebug, "lookup reply", append(queryAttrs(e.TraceQuery), slog.Duration("rtt", e.RTT), slog.String("rcode", e.Rcode),
				slog.Int("answers", e.Answers), slog.String("then", e.Then.String()), failed(e.Err))...)
		},
		Sort: func(e TraceSort) {
			for i, s := range e {
				log(slog.LevelDebug, "lookup sort", slog.Int("place", i), slog.Any("addr", s.Addr), slog.Any("from", s.Source.Addr),
					slog.Bool("reachable", s.Reachable), slog.Int("rule", int(s.Rule)))
			}
		},
		Done: func(e TraceDone) {
			level := slog.LevelDebug
			if e.Err != nil {
				level = slog.LevelInfo
			}
			log(level, "lookup done", append(e.attrs(), elapsed(e.Elapsed), failed(e.Err))...)
		},
	}
}

func (e TraceStart) attrs() []slog.Attr {
	return []slog.Attr{slog.String("func", e.Func), slog.String("name", e.Name), slog.String("service", e.Service)}
}

func queryAttrs(q TraceQuery) []slog.Attr {
	return []slog.Attr{slog.String("name", q.Name), slog.String("type", dns.Type(q.Type).String()), slog.String("server", q.Server.String()),
		slog.String("network", q.Network), slog.Int("try", q.Try), slog.Bool("joined", q.Joined)}
}

func elapsed(d time.Duration) slog.Attr { return slog.Duration("elapsed", d) }

// failed is no attribute where there is no error.
func failed(err error) slog.Attr {
	if err == nil {
		return slog.Attr{}
	}
	return slog.String("err", err.Error())
}
