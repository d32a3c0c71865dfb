package capture

import (
	"slices"
	"strings"

	"netdb.example/resolver/nsswitch"
)

// databases are those of nsswitch.conf(5) that lookups go by.
var databases = []string{"hosts", "services", "protocols"}

// moduleNames are services of nsswitch.conf(5) that anybody may have.
var moduleNames = []string{"files", "dns", "myhostname", "mymachines", "resolve", "systemd", "compat", "db", "nis", "nisplus",
	"hesiod", "sss", "ldap", "winbind", "wins", "mdns", "mdns4", "mdns6", "mdns_minimal", "mdns4_minimal", "mdns6_minimal",
	"libvirt", "libvirt_guest", "cache", "usrfiles", "altfiles", "extrausers"}

// malformed makes the whole of nsswitch.conf(5) invalid.
const malformed = "hosts: files ["

// nsswitchLine redacts a line of nsswitch.conf(5), if lookups go by its database. One that is malformed remains so, whatever
// its database.
func (r *redactor) nsswitchLine(line string) string {
	conf, err := nsswitch.Parse(strings.NewReader(line))
	if err != nil {
		return malformed
	}
	database := databaseOf(line)
	if !slices.Contains(databases, database) {
		return ""
	}
	redacted := database + ":"
	for _, source := range conf.Database(database) {
		source.Name = r.moduleName(source.Name)
		redacted += " " + source.String()
	}
	return redacted
}

func databaseOf(line string) string {
	const blanks = " \t\v\f\r"
	line = strings.TrimLeft(line, blanks)
	if end := strings.IndexAny(line, blanks+":\x00"); end >= 0 {
		return line[:end]
	}
	return line
}

func (r *redactor) moduleName(text string) string {
	isUsual := func(name string) bool { return slices.Contains(moduleNames, name) }
	return inLowerCase(text, func(lower string) string {
		if isUsual(lower) {
			return lower
		}
		return walk(r, "module", lower, alphabetsOf, isUsual)
	})
}
