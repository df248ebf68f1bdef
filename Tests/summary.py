#!/usr/bin/env python3
"""Sums up test reports: prints `N passed, N failed, N skipped`; a report that is missing counts as a failure.

usage: summary.py FOLDER REPORT...        (JUnit's XML; exit status 0 when nothing failed)
"""

import sys
import xml.etree.ElementTree
from pathlib import Path


def count(report: Path) -> tuple[int, int, int]:
    """Tests passed, failed and skipped; a run that ended before it could write its report failed once."""
    try:
        suites = list(xml.etree.ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        print(f"no report of a whole run of {report.stem}: {error}", file=sys.stderr)
        return 0, 1, 0
    total, failed, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    return total - failed - skipped, failed, skipped


def main() -> int:
    folder, *reports = sys.argv[1:]
    counts = [count(Path(folder) / name) for name in reports]
    passed, failed, skipped = (sum(numbers) for numbers in zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
