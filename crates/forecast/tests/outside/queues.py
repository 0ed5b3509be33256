"""The queues of tests/it/outside.rs in Ciw (https://ciw.readthedocs.io, MIT), which shares no code with Antre.

    python3 queues.py RUNS HOURS > ciw.json

Each case is run RUNS times for HOURS hours, with the seeds 1 to RUNS; the first tenth of each run is not
counted. By class: the mean wait of all who come, in seconds, and the fractions that wait at all, that are
called within ten minutes (of all but those who gave up earlier), and that give up. "error" is two standard
errors of that mean wait, from the runs. ciw.json, which stands beside this file, was made by

    python3 -m venv ciw && ciw/bin/pip install ciw==3.2.7 && ciw/bin/python queues.py 40 1500 > ciw.json
"""

import json
import statistics
import sys
from importlib.metadata import version

import ciw

WITHIN = 600.0
SERVICE = 300.0
# Name, arrivals an hour by class, counters, patience in seconds.
CASES = [
    ("alike", [30.0], 3, None),
    ("alike, one more counter", [30.0], 4, None),
    ("impatient", [30.0], 2, 1800.0),
    ("two classes", [6.0, 24.0], 3, None),
    ("two classes, impatient", [8.0, 32.0], 3, 1200.0),
]


def once(per_hour, counters, patience, hours, seed):
    ciw.seed(seed)
    names = [f"class-{index}" for index in range(len(per_hour))]
    exponential = lambda rate: ciw.dists.Exponential(rate=rate)
    more = {}
    if patience is not None:
        more["reneging_time_distributions"] = {name: [exponential(1.0 / patience)] for name in names}
    network = ciw.create_network(
        arrival_distributions={name: [exponential(one / 3600.0)] for name, one in zip(names, per_hour)},
        service_distributions={name: [exponential(1.0 / SERVICE)] for name in names},
        priority_classes={name: index for index, name in enumerate(names)},
        number_of_servers=[counters],
        **more,
    )
    seconds = hours * 3600.0
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(seconds)
    waits = {name: [] for name in names}
    for record in simulation.get_all_records(only=["service", "renege"]):
        if record.arrival_date < seconds / 10.0:
            continue
        left = record.record_type == "renege"
        until = record.exit_date if left else record.service_start_date
        waits[record.customer_class].append((until - record.arrival_date, left))
    return [measured(waits[name]) for name in names]


def measured(waits):
    people = len(waits)
    in_time = sum(1 for wait, left in waits if not left and wait <= WITHIN)
    left_early = sum(1 for wait, left in waits if left and wait <= WITHIN)
    return {
        "mean_wait_secs": sum(wait for wait, _ in waits) / people,
        "wait_probability": sum(1 for wait, _ in waits if wait > 1e-6) / people,
        "service_level": in_time / (people - left_early),
        "abandoned": sum(1 for _, left in waits if left) / people,
    }


def case(name, per_hour, counters, patience, runs, hours):
    found = [once(per_hour, counters, patience, hours, seed) for seed in range(1, runs + 1)]
    classes = []
    for index in range(len(per_hour)):
        of = {key: [run[index][key] for run in found] for key in found[0][index]}
        means = {key: statistics.fmean(values) for key, values in of.items()}
        spread = statistics.stdev(of["mean_wait_secs"]) if runs > 1 else 0.0
        classes.append(means | {"error": 2.0 * spread / runs**0.5})
    return {
        "name": name,
        "per_hour": per_hour,
        "service_secs": SERVICE,
        "counters": counters,
        "patience_secs": patience,
        "classes": classes,
    }


if __name__ == "__main__":
    runs, hours = int(sys.argv[1]), float(sys.argv[2])
    cases = [case(*one, runs, hours) for one in CASES]
    answer = {"ciw": version("ciw"), "runs": runs, "hours": hours, "within_secs": WITHIN, "cases": cases}
    print(json.dumps(answer, indent=1))
