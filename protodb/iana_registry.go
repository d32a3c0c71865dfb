// Code generated from iana/iana-protocol-numbers.csv by protodb/internal/gen. DO NOT EDIT.

package protodb

var ianaEntries = []Protoent{
	{"ip", []string{"IP"}, 0},
	{"hopopt", []string{"HOPOPT"}, 0},
	{"icmp", []string{"ICMP"}, 1},
	{"igmp", []string{"IGMP"}, 2},
	{"ggp", []string{"GGP"}, 3},
	{"ipencap", []string{"IPv4", "ipv4", "IP-ENCAP"}, 4},
	{"st", []string{"ST"}, 5},
	{"tcp", []string{"TCP"}, 6},
	{"cbt", []string{"CBT"}, 7},
	{"egp", []string{"EGP"}, 8},
	{"igp", []string{"IGP"}, 9},
	{"bbn-rcc-mon", []string{"BBN-RCC-MON"}, 10},
	{"nvp-ii", []string{"NVP-II"}, 11},
	{"pup", []string{"PUP"}, 12},
	{"argus", []string{"ARGUS"}, 13},
	{"emcon", []string{"EMCON"}, 14},
	{"xnet", []string{"XNET"}, 15},
	{"chaos", []string{"CHAOS"}, 16},
	{"udp", []string{"UDP"}, 17},
	{"mux", []string{"MUX"}, 18},
	{"dcn-meas", []string{"DCN-MEAS"}, 19},
	{"hmp", []string{"HMP"}, 20},
	{"prm", []string{"PRM"}, 21},
	{"xns-idp", []string{"XNS-IDP"}, 22},
	{"trunk-1", []string{"TRUNK-1"}, 23},
	{"trunk-2", []string{"TRUNK-2"}, 24},
	{"leaf-1", []string{"LEAF-1"}, 25},
	{"leaf-2", []string{"LEAF-2"}, 26},
	{"rdp", []string{"RDP"}, 27},
	{"irtp", []string{"IRTP"}, 28},
	{"iso-tp4", []string{"ISO-TP4"}, 29},
	{"netblt", []string{"NETBLT"}, 30},
	{"mfe-nsp", []string{"MFE-NSP"}, 31},
	{"merit-inp", []string{"MERIT-INP"}, 32},
	{"dccp", []string{"DCCP"}, 33},
	{"3pc", []string{"3PC"}, 34},
	{"idpr", []string{"IDPR"}, 35},
	{"xtp", []string{"XTP"}, 36},
	{"ddp", []string{"DDP"}, 37},
	{"idpr-cmtp", []string{"IDPR-CMTP"}, 38},
	{"tp++", []string{"TP++"}, 39},
	{"il", []string{"IL"}, 40},
	{"ipv6", []string{"IPv6"}, 41},
	{"sdrp", []string{"SDRP"}, 42},
	{"ipv6-route", []string{"IPv6-Route"}, 43},
	{"ipv6-frag", []string{"IPv6-Frag"}, 44},
	{"idrp", []string{"IDRP"}, 45},
	{"rsvp", []string{"RSVP"}, 46},
	{"gre", []string{"GRE"}, 47},
	{"dsr", []string{"DSR"}, 48},
	{"bna", []string{"BNA"}, 49},
	{"esp", []string{"ESP"}, 50},
	{"ah", []string{"AH"}, 51},
	{"i-nlsp", []string{"I-NLSP"}, 52},
	{"swipe", []string{"SWIPE"}, 53},
	{"narp", []string{"NARP"}, 54},
	{"min-ipv4", []string{"Min-IPv4"}, 55},
	{"tlsp", []string{"TLSP"}, 56},
	{"skip", []string{"SKIP"}, 57},
	{"ipv6-icmp", []string{"IPv6-ICMP", "icmp6"}, 58},
	{"ipv6-nonxt", []string{"IPv6-NoNxt"}, 59},
	{"ipv6-opts", []string{"IPv6-Opts"}, 60},
	{"cftp", []string{"CFTP"}, 62},
	{"sat-expak", []string{"SAT-EXPAK"}, 64},
	{"kryptolan", []string{"KRYPTOLAN"}, 65},
	{"rvd", []string{"RVD"}, 66},
	{"ippc", []string{"IPPC"}, 67},
	{"sat-mon", []string{"SAT-MON"}, 69},
	{"visa", []string{"VISA"}, 70},
	{"ipcv", []string{"IPCV"}, 71},
	{"cpnx", []string{"CPNX"}, 72},
	{"rspf", []string{"CPHB", "cphb", "RSPF"}, 73},
	{"wsn", []string{"WSN"}, 74},
	{"pvp", []string{"PVP"}, 75},
	{"br-sat-mon", []string{"BR-SAT-MON"}, 76},
	{"sun-nd", []string{"SUN-ND"}, 77},
	{"wb-mon", []string{"WB-MON"}, 78},
	{"wb-expak", []string{"WB-EXPAK"}, 79},
	{"iso-ip", []string{"ISO-IP"}, 80},
	{"vmtp", []string{"VMTP"}, 81},
	{"secure-vmtp", []string{"SECURE-VMTP"}, 82},
	{"vines", []string{"VINES"}, 83},
	{"iptm", []string{"IPTM"}, 84},
	{"nsfnet-igp", []string{"NSFNET-IGP"}, 85},
	{"dgp", []string{"DGP"}, 86},
	{"tcf", []string{"TCF"}, 87},
	{"eigrp", []string{"EIGRP"}, 88},
	{"ospf", []string{"OSPFIGP", "ospfigp"}, 89},
	{"sprite-rpc", []string{"Sprite-RPC"}, 90},
	{"larp", []string{"LARP"}, 91},
	{"mtp", []string{"MTP"}, 92},
	{"ax.25", []string{"AX.25"}, 93},
	{"ipip", []string{"IPIP"}, 94},
	{"micp", []string{"MICP"}, 95},
	{"scc-sp", []string{"SCC-SP"}, 96},
	{"etherip", []string{"ETHERIP"}, 97},
	{"encap", []string{"ENCAP"}, 98},
	{"gmtp", []string{"GMTP"}, 100},
	{"ifmp", []string{"IFMP"}, 101},
	{"pnni", []string{"PNNI"}, 102},
	{"pim", []string{"PIM"}, 103},
	{"aris", []string{"ARIS"}, 104},
	{"scps", []string{"SCPS"}, 105},
	{"qnx", []string{"QNX"}, 106},
	{"a/n", []string{"A/N"}, 107},
	{"ipcomp", []string{"IPComp"}, 108},
	{"snp", []string{"SNP"}, 109},
	{"compaq-peer", []string{"Compaq-Peer"}, 110},
	{"ipx-in-ip", []string{"IPX-in-IP"}, 111},
	{"vrrp", []string{"VRRP"}, 112},
	{"pgm", []string{"PGM"}, 113},
	{"l2tp", []string{"L2TP"}, 115},
	{"ddx", []string{"DDX"}, 116},
	{"iatp", []string{"IATP"}, 117},
	{"stp", []string{"STP"}, 118},
	{"srp", []string{"SRP"}, 119},
	{"uti", []string{"UTI"}, 120},
	{"smp", []string{"SMP"}, 121},
	{"sm", []string{"SM"}, 122},
	{"ptp", []string{"PTP"}, 123},
	{"isis", []string{"ISIS-over-IPv4", "isis-over-ipv4", "ISIS"}, 124},
	{"fire", []string{"FIRE"}, 125},
	{"crtp", []string{"CRTP"}, 126},
	{"crudp", []string{"CRUDP"}, 127},
	{"sscopmce", []string{"SSCOPMCE"}, 128},
	{"iplt", []string{"IPLT"}, 129},
	{"sps", []string{"SPS"}, 130},
	{"pipe", []string{"PIPE"}, 131},
	{"sctp", []string{"SCTP"}, 132},
	{"fc", []string{"FC"}, 133},
	{"rsvp-e2e-ignore", []string{"RSVP-E2E-IGNORE"}, 134},
	{"mobility-header", []string{"Mobility-Header"}, 135},
	{"udplite", []string{"UDPLite"}, 136},
	{"mpls-in-ip", []string{"MPLS-in-IP"}, 137},
	{"manet", nil, 138},
	{"hip", []string{"HIP"}, 139},
	{"shim6", []string{"Shim6"}, 140},
	{"wesp", []string{"WESP"}, 141},
	{"rohc", []string{"ROHC"}, 142},
	{"ethernet", []string{"Ethernet"}, 143},
	{"aggfrag", []string{"AGGFRAG"}, 144},
	{"nsh", []string{"NSH"}, 145},
	{"homa", []string{"Homa"}, 146},
	{"bit-emu", []string{"BIT-EMU"}, 147},
}

func ianaByName(name string) (int, bool) {
	switch name {
	case "ip", "IP":
		return 0, true
	case "hopopt", "HOPOPT":
		return 1, true
	case "icmp", "ICMP":
		return 2, true
	case "igmp", "IGMP":
		return 3, true
	case "ggp", "GGP":
		return 4, true
	case "ipencap", "IPv4", "ipv4", "IP-ENCAP":
		return 5, true
	case "st", "ST":
		return 6, true
	case "tcp", "TCP":
		return 7, true
	case "cbt", "CBT":
		return 8, true
	case "egp", "EGP":
		return 9, true
	case "igp", "IGP":
		return 10, true
	case "bbn-rcc-mon", "BBN-RCC-MON":
		return 11, true
	case "nvp-ii", "NVP-II":
		return 12, true
	case "pup", "PUP":
		return 13, true
	case "argus", "ARGUS":
		return 14, true
	case "emcon", "EMCON":
		return 15, true
	case "xnet", "XNET":
		return 16, true
	case "chaos", "CHAOS":
		return 17, true
	case "udp", "UDP":
		return 18, true
	case "mux", "MUX":
		return 19, true
	case "dcn-meas", "DCN-MEAS":
		return 20, true
	case "hmp", "HMP":
		return 21, true
	case "prm", "PRM":
		return 22, true
	case "xns-idp", "XNS-IDP":
		return 23, true
	case "trunk-1", "TRUNK-1":
		return 24, true
	case "trunk-2", "TRUNK-2":
		return 25, true
	case "leaf-1", "LEAF-1":
		return 26, true
	case "leaf-2", "LEAF-2":
		return 27, true
	case "rdp", "RDP":
		return 28, true
	case "irtp", "IRTP":
		return 29, true
	case "iso-tp4", "ISO-TP4":
		return 30, true
	case "netblt", "NETBLT":
		return 31, true
	case "mfe-nsp", "MFE-NSP":
		return 32, true
	case "merit-inp", "MERIT-INP":
		return 33, true
	case "dccp", "DCCP":
		return 34, true
	case "3pc", "3PC":
		return 35, true
	case "idpr", "IDPR":
		return 36, true
	case "xtp", "XTP":
		return 37, true
	case "ddp", "DDP":
		return 38, true
	case "idpr-cmtp", "IDPR-CMTP":
		return 39, true
	case "tp++", "TP++":
		return 40, true
	case "il", "IL":
		return 41, true
	case "ipv6", "IPv6":
		return 42, true
	case "sdrp", "SDRP":
		return 43, true
	case "ipv6-route", "IPv6-Route":
		return 44, true
	case "ipv6-frag", "IPv6-Frag":
		return 45, true
	case "idrp", "IDRP":
		return 46, true
	case "rsvp", "RSVP":
		return 47, true
	case "gre", "GRE":
		return 48, true
	case "dsr", "DSR":
		return 49, true
	case "bna", "BNA":
		return 50, true
	case "esp", "ESP":
		return 51, true
	case "ah", "AH":
		return 52, true
	case "i-nlsp", "I-NLSP":
		return 53, true
	case "swipe", "SWIPE":
		return 54, true
	case "narp", "NARP":
		return 55, true
	case "min-ipv4", "Min-IPv4":
		return 56, true
	case "tlsp", "TLSP":
		return 57, true
	case "skip", "SKIP":
		return 58, true
	case "ipv6-icmp", "IPv6-ICMP", "icmp6":
		return 59, true
	case "ipv6-nonxt", "IPv6-NoNxt":
		return 60, true
	case "ipv6-opts", "IPv6-Opts":
		return 61, true
	case "cftp", "CFTP":
		return 62, true
	case "sat-expak", "SAT-EXPAK":
		return 63, true
	case "kryptolan", "KRYPTOLAN":
		return 64, true
	case "rvd", "RVD":
		return 65, true
	case "ippc", "IPPC":
		return 66, true
	case "sat-mon", "SAT-MON":
		return 67, true
	case "visa", "VISA":
		return 68, true
	case "ipcv", "IPCV":
		return 69, true
	case "cpnx", "CPNX":
		return 70, true
	case "rspf", "CPHB", "cphb", "RSPF":
		return 71, true
	case "wsn", "WSN":
		return 72, true
	case "pvp", "PVP":
		return 73, true
	case "br-sat-mon", "BR-SAT-MON":
		return 74, true
	case "sun-nd", "SUN-ND":
		return 75, true
	case "wb-mon", "WB-MON":
		return 76, true
	case "wb-expak", "WB-EXPAK":
		return 77, true
	case "iso-ip", "ISO-IP":
		return 78, true
	case "vmtp", "VMTP":
		return 79, true
	case "secure-vmtp", "SECURE-VMTP":
		return 80, true
	case "vines", "VINES":
		return 81, true
	case "iptm", "IPTM":
		return 82, true
	case "nsfnet-igp", "NSFNET-IGP":
		return 83, true
	case "dgp", "DGP":
		return 84, true
	case "tcf", "TCF":
		return 85, true
	case "eigrp", "EIGRP":
		return 86, true
	case "ospf", "OSPFIGP", "ospfigp":
		return 87, true
	case "sprite-rpc", "Sprite-RPC":
		return 88, true
	case "larp", "LARP":
		return 89, true
	case "mtp", "MTP":
		return 90, true
	case "ax.25", "AX.25":
		return 91, true
	case "ipip", "IPIP":
		return 92, true
	case "micp", "MICP":
		return 93, true
	case "scc-sp", "SCC-SP":
		return 94, true
	case "etherip", "ETHERIP":
		return 95, true
	case "encap", "ENCAP":
		return 96, true
	case "gmtp", "GMTP":
		return 97, true
	case "ifmp", "IFMP":
		return 98, true
	case "pnni", "PNNI":
		return 99, true
	case "pim", "PIM":
		return 100, true
	case "aris", "ARIS":
		return 101, true
	case "scps", "SCPS":
		return 102, true
	case "qnx", "QNX":
		return 103, true
	case "a/n", "A/N":
		return 104, true
	case "ipcomp", "IPComp":
		return 105, true
	case "snp", "SNP":
		return 106, true
	case "compaq-peer", "Compaq-Peer":
		return 107, true
	case "ipx-in-ip", "IPX-in-IP":
		return 108, true
	case "vrrp", "VRRP":
		return 109, true
	case "pgm", "PGM":
		return 110, true
	case "l2tp", "L2TP":
		return 111, true
	case "ddx", "DDX":
		return 112, true
	case "iatp", "IATP":
		return 113, true
	case "stp", "STP":
		return 114, true
	case "srp", "SRP":
		return 115, true
	case "uti", "UTI":
		return 116, true
	case "smp", "SMP":
		return 117, true
	case "sm", "SM":
		return 118, true
	case "ptp", "PTP":
		return 119, true
	case "isis", "ISIS-over-IPv4", "isis-over-ipv4", "ISIS":
		return 120, true
	case "fire", "FIRE":
		return 121, true
	case "crtp", "CRTP":
		return 122, true
	case "crudp", "CRUDP":
		return 123, true
	case "sscopmce", "SSCOPMCE":
		return 124, true
	case "iplt", "IPLT":
		return 125, true
	case "sps", "SPS":
		return 126, true
	case "pipe", "PIPE":
		return 127, true
	case "sctp", "SCTP":
		return 128, true
	case "fc", "FC":
		return 129, true
	case "rsvp-e2e-ignore", "RSVP-E2E-IGNORE":
		return 130, true
	case "mobility-header", "Mobility-Header":
		return 131, true
	case "udplite", "UDPLite":
		return 132, true
	case "mpls-in-ip", "MPLS-in-IP":
		return 133, true
	case "manet":
		return 134, true
	case "hip", "HIP":
		return 135, true
	case "shim6", "Shim6":
		return 136, true
	case "wesp", "WESP":
		return 137, true
	case "rohc", "ROHC":
		return 138, true
	case "ethernet", "Ethernet":
		return 139, true
	case "aggfrag", "AGGFRAG":
		return 140, true
	case "nsh", "NSH":
		return 141, true
	case "homa", "Homa":
		return 142, true
	case "bit-emu", "BIT-EMU":
		return 143, true
	}
	return 0, false
}

func ianaByNumber(number int) (int, bool) {
	switch number {
	case 0:
		return 0, true
	case 1:
		return 2, true
	case 2:
		return 3, true
	case 3:
		return 4, true
	case 4:
		return 5, true
	case 5:
		return 6, true
	case 6:
		return 7, true
	case 7:
		return 8, true
	case 8:
		return 9, true
	case 9:
		return 10, true
	case 10:
		return 11, true
	case 11:
		return 12, true
	case 12:
		return 13, true
	case 13:
		return 14, true
	case 14:
		return 15, true
	case 15:
		return 16, true
	case 16:
		return 17, true
	case 17:
		return 18, true
	case 18:
		return 19, true
	case 19:
		return 20, true
	case 20:
		return 21, true
	case 21:
		return 22, true
	case 22:
		return 23, true
	case 23:
		return 24, true
	case 24:
		return 25, true
	case 25:
		return 26, true
	case 26:
		return 27, true
	case 27:
		return 28, true
	case 28:
		return 29, true
	case 29:
		return 30, true
	case 30:
		return 31, true
	case 31:
		return 32, true
	case 32:
		return 33, true
	case 33:
		return 34, true
	case 34:
		return 35, true
	case 35:
		return 36, true
	case 36:
		return 37, true
	case 37:
		return 38, true
	case 38:
		return 39, true
	case 39:
		return 40, true
	case 40:
		return 41, true
	case 41:
		return 42, true
	case 42:
		return 43, true
	case 43:
		return 44, true
	case 44:
		return 45, true
	case 45:
		return 46, true
	case 46:
		return 47, true
	case 47:
		return 48, true
	case 48:
		return 49, true
	case 49:
		return 50, true
	case 50:
		return 51, true
	case 51:
		return 52, true
	case 52:
		return 53, true
	case 53:
		return 54, true
	case 54:
		return 55, true
	case 55:
		return 56, true
	case 56:
		return 57, true
	case 57:
		return 58, true
	case 58:
		return 59, true
	case 59:
		return 60, true
	case 60:
		return 61, true
	case 62:
		return 62, true
	case 64:
		return 63, true
	case 65:
		return 64, true
	case 66:
		return 65, true
	case 67:
		return 66, true
	case 69:
		return 67, true
	case 70:
		return 68, true
	case 71:
		return 69, true
	case 72:
		return 70, true
	case 73:
		return 71, true
	case 74:
		return 72, true
	case 75:
		return 73, true
	case 76:
		return 74, true
	case 77:
		return 75, true
	case 78:
		return 76, true
	case 79:
		return 77, true
	case 80:
		return 78, true
	case 81:
		return 79, true
	case 82:
		return 80, true
	case 83:
		return 81, true
	case 84:
		return 82, true
	case 85:
		return 83, true
	case 86:
		return 84, true
	case 87:
		return 85, true
	case 88:
		return 86, true
	case 89:
		return 87, true
	case 90:
		return 88, true
	case 91:
		return 89, true
	case 92:
		return 90, true
	case 93:
		return 91, true
	case 94:
		return 92, true
	case 95:
		return 93, true
	case 96:
		return 94, true
	case 97:
		return 95, true
	case 98:
		return 96, true
	case 100:
		return 97, true
	case 101:
		return 98, true
	case 102:
		return 99, true
	case 103:
		return 100, true
	case 104:
		return 101, true
	case 105:
		return 102, true
	case 106:
		return 103, true
	case 107:
		return 104, true
	case 108:
		return 105, true
	case 109:
		return 106, true
	case 110:
		return 107, true
	case 111:
		return 108, true
	case 112:
		return 109, true
	case 113:
		return 110, true
	case 115:
		return 111, true
	case 116:
		return 112, true
	case 117:
		return 113, true
	case 118:
		return 114, true
	case 119:
		return 115, true
	case 120:
		return 116, true
	case 121:
		return 117, true
	case 122:
		return 118, true
	case 123:
		return 119, true
	case 124:
		return 120, true
	case 125:
		return 121, true
	case 126:
		return 122, true
	case 127:
		return 123, true
	case 128:
		return 124, true
	case 129:
		return 125, true
	case 130:
		return 126, true
	case 131:
		return 127, true
	case 132:
		return 128, true
	case 133:
		return 129, true
	case 134:
		return 130, true
	case 135:
		return 131, true
	case 136:
		return 132, true
	case 137:
		return 133, true
	case 138:
		return 134, true
	case 139:
		return 135, true
	case 140:
		return 136, true
	case 141:
		return 137, true
	case 142:
		return 138, true
	case 143:
		return 139, true
	case 144:
		return 140, true
	case 145:
		return 141, true
	case 146:
		return 142, true
	case 147:
		return 143, true
	}
	return 0, false
}
