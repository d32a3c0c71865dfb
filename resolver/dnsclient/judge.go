package dnsclient

import (
	"errors"
	"syscall"
)

// judge decides what to do with what came: ask the same server in another way, or the next one, or be content.
func (a *ask) judge(e *event, now moment) {
	then, err := a.verdict(e)
	a.traceReply(e, err, then, now)
	switch then {
	case ThenDone:
		a.accept(e)
		a.state = done
		return
	case ThenNext:
		a.fail(a.failureOf(e, err))
		a.nextTry(now)
		return
	case ThenReconnect:
		a.reconnected = true
	case ThenTCP:
		a.asked |= overTCP
	case ThenPlain:
		a.server.forgetEDNS(now)
		a.plain |= a.place()
		a.asked &^= withEDNS | showingCookie
	case ThenCookie:
		a.recookied = true
	}
	a.state = ready
}

// verdict is what to do with what came, and why it is no answer.
func (a *ask) verdict(e *event) (Then, error) {
	m := e.message
	switch {
	case e.final:
		return ThenDone, nil
	case e.err != nil && e.stale && !a.reconnected:
		return ThenReconnect, e.err
	case e.err != nil:
		return ThenNext, e.err
	case m.wantsTCP() && !a.asked.has(overTCP), m.badCookie() && a.recookied && !a.asked.has(overTCP): // RFC 7873 §5.3
		return ThenTCP, nil
	case m.wantsTCP():
		return ThenNext, errTruncated
	case a.asked.has(withEDNS) && m.wantsPlain():
		return ThenPlain, nil
	case a.asked.has(showingCookie) && m.badCookie() && len(m.opt.cookie) > 8 && !a.recookied: // with the cookie that came
		return ThenCookie, nil
	}
	if _, failed := m.failed(a.qtype); failed {
		return ThenNext, nil
	}
	return ThenNext, m.leads(a.qtype)
}

// failureOf is what a try has failed of, by what came and why that is no answer.
func (a *ask) failureOf(e *event, err error) Failure {
	m := e.message
	switch {
	case e.err != nil:
		return Failure{Outcome: outcomeOf(err, a.lookup.conf.UseVC == a.asked.has(overTCP)), Err: err}
	case err == errTruncated:
		return Failure{Outcome: NoAnswer, Err: err}
	}
	f := Failure{Outcome: Refused, Rcode: m.rcode, Extended: m.extendedError(), Err: err}
	if outcome, failed := m.failed(a.qtype); failed {
		f.Outcome = outcome
	} else if err == errEndless {
		f.Outcome = ServFail
	}
	return f
}

// outcomeOf is what an error of a connection comes to. Only where nobody takes the first message of a try does no server listen.
func outcomeOf(err error, firstMessage bool) Outcome {
	if firstMessage && errors.Is(err, syscall.ECONNREFUSED) {
		return Unreachable
	}
	return NoAnswer
}

var errNobody = errors.New("no server may be asked") // by a configuration of none

// fail adds a failure of this try to what the tries come to.
func (a *ask) fail(f Failure) {
	f.Server, f.Network = a.server.addr, a.asked.network()
	if a.failed = true; a.failure == nil {
		a.failure = new(Failure)
		*a.failure = f
		return
	}
	*a.failure = weightier(*a.failure, f)
}

// weightier is what two failures, one after the other, come to. That nobody listens, or that a server cannot make sense of
// the question, is the verdict only if it is that of all; and a server that could not be asked for want of descriptors may have known.
func weightier(before, after Failure) Failure {
	switch {
	case isShort(before.Err):
		return before
	case before.Outcome == after.Outcome, !after.needsAll():
		return after
	case before.needsAll():
		after.Outcome = Refused // one of each kind: neither is that of all
		return after
	}
	return before
}

func (f *Failure) needsAll() bool { return f.Outcome == Unreachable || f.Outcome == Unusable }
