"""Hooks of MkDocs: the pages of the repository's top folder and the Javadoc join those of docs/."""

import re
from pathlib import Path

from mkdocs.structure.files import File

TOP = Path(__file__).resolve().parent.parent
API = TOP / "target" / "reports" / "apidocs"
PAGES = {"README.md": "index.md"} | {name: name for name in ("SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md")}
LINK = re.compile(r"(\]\()([^)#\s:]+)(#[^)\s]*)?(\))")


def on_files(files, config):
    for name, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(TOP / name)))
    for path in sorted(API.rglob("*")):
        if path.is_file():
            name = "api/" + path.relative_to(API).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Leads links of the repository to the pages of the site, or to the repository's own page."""
    folder = TOP if page.file.src_uri in PAGES.values() else TOP / "docs"

    def lead(match):
        target = (folder / match[2]).resolve()
        if not target.exists() or not target.is_relative_to(TOP):
            return match[0]  # MkDocs says what is wrong with it
        name = target.relative_to(TOP).as_posix()
        inside = PAGES.get(name, name.removeprefix("docs/"))
        if files.get_file_from_path(inside) is None:
            inside = f"{config.repo_url}/{'tree' if target.is_dir() else 'blob'}/main/{name}"
        return match[1] + inside + (match[3] or "") + match[4]

    return LINK.sub(lead, markdown)
