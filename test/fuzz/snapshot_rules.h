/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of every kind of state, for fuzz_snapshot and its corpus. */
#ifndef FUZZ_SNAPSHOT_RULES_H
#define FUZZ_SNAPSHOT_RULES_H

#define SNAPSHOT_RULES \
	"title: A\n" \
	"id: 10000000-0000-4000-8000-000000000001\n" \
	"name: a\n" \
	"level: low\n" \
	"logsource: {product: fleet}\n" \
	"detection: {s: {type: telemetry.sample, move.speed_kmh|lt: 9" \
	"99999}, t: {type: telemetry.sample}, condition: s or t}\n" \
	"---\n" \
	"title: B\n" \
	"id: 10000000-0000-4000-8000-000000000002\n" \
	"name: b\n" \
	"level: low\n" \
	"logsource: {product: fleet}\n" \
	"detection: {s: {type: telemetry.alarm}, condition: s}\n" \
	"---\n" \
	"title: C1\n" \
	"id: 20000000-0000-4000-8000-000000000001\n" \
	"name: c1\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: event_count\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"  condition: {gte: 3}\n" \
	"---\n" \
	"title: C2\n" \
	"id: 20000000-0000-4000-8000-000000000002\n" \
	"name: c2\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: value_count\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"  condition: {field: seq, gte: 3}\n" \
	"---\n" \
	"title: C3\n" \
	"id: 20000000-0000-4000-8000-000000000003\n" \
	"name: c3\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: value_sum\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"  condition: {field: seq, gt: 9}\n" \
	"---\n" \
	"title: C4\n" \
	"id: 20000000-0000-4000-8000-000000000004\n" \
	"name: c4\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: value_percentile\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"  condition: {field: seq, gt: 5, percentile: 90}\n" \
	"---\n" \
	"title: C5\n" \
	"id: 20000000-0000-4000-8000-000000000005\n" \
	"name: c5\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: temporal\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"---\n" \
	"title: C6\n" \
	"id: 20000000-0000-4000-8000-000000000006\n" \
	"name: c6\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: temporal_ordered\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"---\n" \
	"title: C7\n" \
	"id: 20000000-0000-4000-8000-000000000007\n" \
	"name: c7\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: x-absence\n" \
	"  rules: [a, b]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"---\n" \
	"title: C8\n" \
	"id: 20000000-0000-4000-8000-000000000008\n" \
	"name: c8\n" \
	"level: low\n" \
	"correlation:\n" \
	"  type: event_count\n" \
	"  rules: [c1]\n" \
	"  group-by: [vehicle.id]\n" \
	"  timespan: 10m\n" \
	"  condition: {gte: 2}\n"

#endif
