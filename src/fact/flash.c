/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about software that was installed, against what was released. */
#include "base/hash.h"
#include "fact/claim.h"

#define PARTS		2		/* Kept a vehicle: unit, newest ECU. */
#define VERSION_MAX	19		/* Bytes; longer ones do not compare. */
#define NUMBERS		8		/* Of a dotted version. */
#define KEY_MAX		260
#define CAMPAIGN_MS	INT64_C(86400000)

const uint16_t flash_check_fields[] = { FIELD_RESULT, FIELD_ARTIFACT_ID,
    FIELD_ECU, FIELD_FROM_VERSION, FIELD_TO_VERSION, FIELD_SHA256,
    FIELD_SIGNER, FIELD_DEVICE_ID, FIELD_DEVICE_FW, 0 };

/* Words of ota.diff, as bits. */
enum { UNKNOWN, SHA256, SIGNER, UNRELEASED, DOWNGRADE, NO_CAMPAIGN };

#define BIT(word)	(UINT64_C(1) << (word))

/* What is installed; the control unit or device seen last stands first. */
struct flash_state {
	struct part {
		uint32_t	name;		/* Hash; 0: none. */
		uint8_t		n;		/* Bytes of the version. */
		char		version[VERSION_MAX];
	} part[PARTS];
};

_Static_assert(sizeof(struct flash_state) <= FACT_STATE_flash_check, "fits");

/* The numbers of "4.2.1"; 0 of what is none. */
static unsigned
numbers(struct span s, uint64_t ret[NUMBERS])
{
	unsigned n = 0;
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			if (!digit && n++ == NUMBERS)
				return (0);
			ret[n - 1] = (digit ? ret[n - 1] * 10 : 0) +
			    (uint64_t)(s.p[i] - '0');
			digit = true;
		} else if (s.p[i] == '.' && digit)
			digit = false;
		else
			return (0);
	}
	return (digit ? n : 0);
}

/* Is ${a} a lower version than ${b}?  Missing numbers are 0. */
static bool
below(struct span a, struct span b)
{
	uint64_t x[NUMBERS] = { 0 }, y[NUMBERS] = { 0 };

	if (a.n > VERSION_MAX || b.n > VERSION_MAX || numbers(a, x) == 0 ||
	    numbers(b, y) == 0)
		return (false);
	for (unsigned i = 0; i < NUMBERS; i++)
		if (x[i] != y[i])
			return (x[i] < y[i]);
	return (false);
}

/* The part of that name at the front; new ones have no version. */
static struct part *
part_of(struct flash_state *s, uint32_t name)
{
	struct part found = { .name = name };
	unsigned i = 0;

	while (i < PARTS - 1 && s->part[i].name != name)
		i++;
	if (s->part[i].name == name)
		found = s->part[i];
	for (; i > 0; i--)
		s->part[i] = s->part[i - 1];
	s->part[0] = found;
	return (&s->part[0]);
}

static void
installed(struct part *p, struct span version)
{

	if (version.n == 0 || version.n > VERSION_MAX) {
		p->n = 0;
		return;
	}
	p->n = (uint8_t)version.n;
	memcpy(p->version, version.p, version.n);
}

static struct span
version_of(const struct part *p)
{

	return ((struct span){ p->version, p->n });
}

/* The row of "ecu/version", else that of the artifact's id. */
static const struct ref_row *
artifact(const struct fact_in *in)
{
	struct span ecu = claim_field(in, FIELD_ECU);
	struct span to = claim_field(in, FIELD_TO_VERSION);
	struct span id = claim_field(in, FIELD_ARTIFACT_ID);
	const struct ref_row *row;
	char key[KEY_MAX];
	size_t it = 0;

	if (ecu.n > 0 && to.n > 0 && ecu.n + to.n < sizeof(key)) {
		memcpy(key, ecu.p, ecu.n);
		key[ecu.n] = '/';
		memcpy(key + ecu.n + 1, to.p, to.n);
		return (claim_row(in, TABLE_artifact, (struct span){ key,
		    ecu.n + 1 + to.n }));
	}
	while (id.n > 0 && (row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_artifact_artifact_id, id, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at))
			return (row);
	return (NULL);
}

/* Both said, and not the same. */
static bool
differs(const struct fact_in *in, const struct ref_row *row,
    enum column_id c, enum field_id f)
{
	struct span want = claim_text(in, row, c), have = claim_field(in, f);

	return (want.n > 0 && have.n > 0 && !span_eq(want, have));
}

static uint64_t
release_diff(const struct fact_in *in)
{
	const struct ref_row *row = artifact(in);
	const struct value *released;
	uint64_t mask = 0;

	if (row == NULL)
		return (BIT(UNKNOWN));
	if (differs(in, row, COLUMN_artifact_sha256, FIELD_SHA256))
		mask |= BIT(SHA256);
	if (differs(in, row, COLUMN_artifact_signer, FIELD_SIGNER))
		mask |= BIT(SIGNER);
	released = ref_get(row, COLUMN_artifact_released, &in->at);
	if (released->type == VALUE_BOOL && !released->yes)
		mask |= BIT(UNRELEASED);
	return (mask);
}

/* Was the row valid at the event, or at any time of the day before it? */
static bool
valid_lately(const struct fact_in *in, const struct ref_row *row)
{
	struct ref_at at = in->at;
	int64_t since = at.time - CAMPAIGN_MS;
	struct ref_held held;

	while (ref_held(row, &at, &held)) {
		if (held.valid)
			return (true);
		/* It is not: since its end, or since this version began. */
		at.time = (held.to <= at.time ? held.to : held.from) - 1;
		if (held.from == REF_BEGINNING || at.time < since)
			break;
	}
	return (false);
}

static bool
has_campaign(const struct fact_in *in, struct span version)
{
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_campaign_to_version, version, &in->at, &it)) != NULL)
		if (valid_lately(in, row))
			return (true);
	return (false);
}

/* An installation that the update server reports. */
static void
install(const struct fact_in *in, struct flash_state *s,
    struct fact_out *out)
{
	struct span ecu = claim_field(in, FIELD_ECU);
	struct span to = claim_field(in, FIELD_TO_VERSION);
	struct span from = claim_field(in, FIELD_FROM_VERSION);
	struct part *p = NULL;
	uint64_t mask = 0;

	if (claim_is(in, FIELD_RESULT, "offered") ||
	    claim_is(in, FIELD_RESULT, "missed"))
		return;
	if (claim_armed(in, TABLE_artifact))
		mask |= release_diff(in);
	if (ecu.n > 0 && !in->late) {
		p = part_of(s, (uint32_t)hash_64(ecu) | 1);
		if (p->n == 0)
			installed(p, from);
		if (below(to, version_of(p)))
			mask |= BIT(DOWNGRADE);
	}
	if (p != NULL && claim_is(in, FIELD_RESULT, "success"))
		installed(p, to);
	else if (p != NULL && claim_is(in, FIELD_RESULT, "rolled_back") &&
	    from.n > 0)
		installed(p, from);
	if (claim_armed(in, TABLE_artifact) ||
	    claim_armed(in, TABLE_campaign))
		fact_words(out, FACT_ota_diff, mask);
}

/* A device that says what runs on it. */
static void
report(const struct fact_in *in, struct flash_state *s, struct fact_out *out)
{
	struct span fw = claim_field(in, FIELD_DEVICE_FW);
	struct span device = in->ev->device;
	struct part *p;
	uint64_t mask = 0;

	if (fw.n == 0 || device.n == 0 || in->late)
		return;
	/* Names of devices and of control units are two sets. */
	p = part_of(s, (uint32_t)hash_64(device) & ~1u);
	if (p->n > 0 && !span_eq(version_of(p), fw)) {
		if (below(fw, version_of(p)))
			mask |= BIT(DOWNGRADE);
		if (claim_armed(in, TABLE_campaign) && !has_campaign(in, fw))
			mask |= BIT(NO_CAMPAIGN);
	}
	installed(p, fw);
	if (claim_armed(in, TABLE_artifact) ||
	    claim_armed(in, TABLE_campaign))
		fact_words(out, FACT_ota_diff, mask);
}

void
flash_check(const struct fact_in *in, void *state, struct fact_out *out)
{

	if (in->ev->type == TYPE_OTA_INSTALL)
		install(in, state, out);
	else if (in->ev->type == TYPE_DEVICE_CONNECT ||
	    in->ev->type == TYPE_TELEMETRY_SAMPLE)
		report(in, state, out);
}
