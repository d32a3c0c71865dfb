package main

import (
	"bufio"
	"io"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// putNumbers puts those from, and up to, the given ones into a journal.
func putNumbers(j *journal, from, to int) {
	for i := from; i <= to; i++ {
		j.put(func() any { return i })
	}
}

// A reader that takes nothing holds nobody up. What is lost is counted where it would stand.
func TestJournalCountsWhatItLoses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		j := newJournal(writer, func() { t.Error("failed") })
		putNumbers(j, 0, 0)
		synctest.Wait() // 0 is being written
		putNumbers(j, 1, journalSize+3)
		lines := bufio.NewReader(reader)
		next := func(want string) {
			t.Helper()
			if got, err := lines.ReadString('\n'); err != nil || got != want+"\n" {
				t.Errorf("%q, %v; want %s", got, err, want)
			}
			synctest.Wait()
		}
		next("0")
		next("1")
		putNumbers(j, 5000, 5004)
		for i := 2; i <= journalSize; i++ {
			next(strconv.Itoa(i))
		}
		ended := make(chan error, 1)
		go func() { ended <- j.end() }()
		next(`{"lost":3}`)
		next("5000")
		next("5001")
		next(`{"lost":3}`)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// The command ends though nobody reads what it has to print.
func TestJournalEndsWithoutAReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		defer reader.Close()
		j := newJournal(writer, func() {})
		putNumbers(j, 1, 1)
		begin := time.Now()
		if err := j.end(); err != errNotRead || time.Since(begin) != flushTime {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestJournalReportsAWriteError(t *testing.T) {
	failed := make(chan bool, 1)
	j := newJournal(brokenWriter{}, func() { failed <- true })
	putNumbers(j, 1, 1)
	<-failed
	putNumbers(j, 1, 2*journalSize)
	if err := j.end(); err == nil || err.Error() != "broken pipe" {
		t.Error(err)
	}
}
