"""`python -m tests.crawler.write_expected tests/pages/x/case.json ...` writes what is read now. Look at it before you keep it."""

import json
import sys
from pathlib import Path

from tests.crawler.test_pages import read

if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        text = json.dumps(read(path), ensure_ascii=False, indent=2, sort_keys=True)
        path.with_name(f"{path.stem}.expected.json").write_text(text + "\n", encoding="utf-8")
