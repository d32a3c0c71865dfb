package scenario

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"time"

	"netdb.example/resolver/fakedns"
)

// readZones returns the zones of all versions.
func readZones(fsys fs.FS, versions []version) ([]fakedns.Zone, error) {
	var zones []fakedns.Zone
	for _, v := range versions {
		for _, name := range v.zones {
			z, err := readZone(fsys, v, name)
			if err != nil {
				return nil, err
			}
			zones = append(zones, z)
		}
		for _, name := range v.removed {
			if !isZone(name) {
				continue
			}
			server, err := zoneServer(name)
			if err != nil {
				return nil, err
			}
			zones = append(zones, fakedns.Zone{File: name, Server: server, From: v.from})
		}
	}
	return zones, nil
}

// readZone returns one zone. A later version of it is named as the first one: so it takes its place; what is wrong with it alone
// is therefore found here.
func readZone(fsys fs.FS, v version, name string) (z fakedns.Zone, err error) {
	file := path.Join(v.dir, name)
	if z.Server, err = zoneServer(file); err != nil {
		return z, err
	}
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return z, err
	}
	z.File, z.Text, z.From = name, string(text), v.from
	if v.from > 0 {
		_, err = fakedns.Parse(fakedns.Zone{File: file, Text: z.Text})
	}
	return z, err
}

// A changingFS has of each file the latest version that there has been since it was made.
type changingFS struct {
	fs.FS
	made     time.Time
	versions []version // the first one first
}

func (c changingFS) Open(name string) (fs.File, error) {
	file, err := c.latest(name)
	if err != nil {
		return nil, err
	}
	return c.FS.Open(file)
}

// Stat implements fs.StatFS: who opens a pipe may wait for ever.
func (c changingFS) Stat(name string) (fs.FileInfo, error) {
	file, err := c.latest(name)
	if err != nil {
		return nil, err
	}
	return fs.Stat(c.FS, file)
}

// latest returns the path of the latest version of a file.
func (c changingFS) latest(name string) (string, error) {
	now := time.Since(c.made)
	for i := len(c.versions) - 1; i > 0; i-- {
		v := c.versions[i]
		if v.from > now {
			continue
		}
		if slices.Contains(v.removed, name) {
			return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		file := path.Join(v.dir, name)
		if _, err := fs.Stat(c.FS, file); !errors.Is(err, fs.ErrNotExist) {
			return file, nil
		}
	}
	return name, nil
}
