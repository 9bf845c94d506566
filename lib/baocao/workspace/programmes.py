"""The office's own code: the package that declares its registers and indicators.

It lies in ``lib/`` beside ``report.toml``.  A workspace without that folder may name a package
that is installed.  Two workspaces may each have a package of the same name; in one process each
gets its own.  Code that is edited while a process runs is imported anew, into the module objects
that notebooks hold already.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from baocao.core.errors import Finding, IndicatorError, RegisterError, WorkspaceError
from baocao.core.tracing import LIBRARIES
from baocao.workspace.code_seen import CodeSeen, code_paths
from baocao.workspace.import_faults import TOOLKIT, import_faults
from baocao.workspace.workspace import CONFIGURATION, Workspace

__all__ = [
    "TOOLKIT",
    "edited_programmes",
    "load_programmes",
    "named_place",
    "programmes_folder",
    "put_programmes_aside",
    "watched_code",
]

_one_at_a_time = threading.RLock()
# The lib/ that this module has put first on the import path.
_first: str | None = None
# Modules of workspaces that were opened earlier, by the folder on the import path.
_put_aside: dict[str, dict[str, ModuleType]] = {}
# The package imported last, and its modules.
_loaded: tuple[Path, dict[str, ModuleType]] | None = None
# The names of all packages that were imported as programmes.
_opened: set[str] = set()
# What each package was imported from, by its folder.
_seen: dict[Path, CodeSeen] = {}


def programmes_folder(workspace: Workspace) -> Path:
    """The folder of the package that ``data.programmes`` names; nothing is imported.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 it is not in the workspace's ``lib/``; or, where the workspace has no
        ``lib/``, it is not installed either.  WORKSPACE-08 Python has a module of that name, or a
        library that is in use: either would take the other's place.
    """
    name = workspace.settings.data.programmes
    if _is_taken(name.partition(".")[0]):
        raise WorkspaceError(
            Finding(
                "WORKSPACE-08",
                f"Gói khai báo chương trình {name} trùng tên một thư viện.",
                where=f"{CONFIGURATION}, mục data.programmes",
                found=f"{name.partition('.')[0]} là tên có sẵn của Python"
                " hoặc của một gói đang dùng",
                remedy="đổi tên thư mục trong lib/, rồi sửa tên ở mục ấy và trong các sổ tay",
            )
        )
    if workspace.lib.is_dir():
        folder = workspace.lib.joinpath(*name.split("."))
        if folder.is_dir():
            return folder
        looked = f"chỉ tìm trong {workspace.lib}, vì có thư mục ấy"
    else:
        if found := _installed(name):
            return found
        looked = f"không có thư mục {workspace.lib}; Python cũng không cài gói nào tên ấy"
    raise WorkspaceError(
        Finding(
            "WORKSPACE-07",
            f"Không thấy gói khai báo chương trình {name}.",
            where=f"{CONFIGURATION}, mục data.programmes",
            found=looked,
            remedy=f"đặt thư mục {name} vào lib/ bên cạnh {CONFIGURATION}, hoặc sửa tên ở mục ấy",
        )
    )


def _is_taken(package: str) -> bool:
    if package in (*sys.stdlib_module_names, TOOLKIT):
        return True
    loaded = sys.modules.get(package)
    if loaded is None or package in _opened:
        return False
    return any(_lies_in(loaded, library) for library in LIBRARIES)


def _installed(name: str) -> Path | None:
    """The folder of a package of the environment, whatever workspace is open."""
    # Not the working directory: a command and a notebook would find different packages there.
    places = [place for place in sys.path if place]
    if _first in places:
        places.remove(_first)
    top, *rest = name.split(".")
    spec = PathFinder.find_spec(top, places)
    for location in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(location).joinpath(*rest)
        if folder.is_dir():
            return folder.absolute()
    return None


def load_programmes(workspace: Workspace) -> dict[str, ModuleType]:
    """Import the modules of the workspace's programmes, and put its ``lib/`` on the import path.

    ``lib/`` goes before everything else.  What was imported for another workspace is put aside,
    and comes back when that workspace is opened again.  Where a file of ``lib/`` has another
    content than when it was imported, all that lies there is imported anew; the modules stay the
    same objects, what they declare does not.  If the new code does not import, the modules stay as
    they were, and so does the error.

    Returns
    -------
    dict
        The modules by name, in alphabetical order.

    Raises
    ------
    WorkspaceError
        WORKSPACE-07 there is no such package.
    IndicatorError
        INDICATOR-01 a module of it does not import.
    RegisterError
        REGISTER-45 a column's declaration contradicts itself.
    """
    global _loaded
    name, folder = workspace.settings.data.programmes, programmes_folder(workspace)
    depth = name.count(".") + 1
    root = str(folder.parents[depth - 1])
    own = workspace.lib.is_dir()
    with _one_at_a_time, _no_compiled_files(own):
        _make_first(root if own else None)
        top = name.partition(".")[0]
        _take_out_others(top, root)
        earlier = _seen.get(folder)
        now = CodeSeen.of(Path(root), "" if own else top, earlier)
        is_edited = earlier is not None and bool(now.changed_since(earlier))
        if earlier is None:
            _seen[folder] = now
        if not is_edited and _loaded is not None and _loaded[0] == folder and name in sys.modules:
            return _loaded[1]
        with _imported_anew(root, top) if is_edited else nullcontext():
            modules = _imported(name, folder, Path(root), is_installed=not own)
        _seen[folder] = now
        if is_edited:
            modules = {stem: sys.modules[f"{name}.{stem}"] for stem in modules}
        _loaded = folder, modules
        _opened.add(top)
    return modules


def edited_programmes(workspace: Workspace) -> tuple[str, ...]:
    """The files of the workspace's code that are not as they were imported, as people name them.

    Raises
    ------
    WorkspaceError
        As :func:`programmes_folder`.
    """
    folder = programmes_folder(workspace)
    seen = _seen.get(folder)
    if seen is None:
        return ()
    changed = CodeSeen.of(seen.root, seen.only, seen).changed_since(seen)
    return tuple(f"lib/{path.relative_to(seen.root).as_posix()}" for path in changed)


def watched_code(workspace: Workspace) -> list[Path]:
    """The files of the workspace's code, as far as it was imported."""
    try:
        seen = _seen.get(programmes_folder(workspace))
    except WorkspaceError:
        return []
    return [] if seen is None else code_paths(seen.root, seen.only)


def _imported(name: str, folder: Path, root: Path, *, is_installed: bool) -> dict[str, ModuleType]:
    """The modules of a package, imported from `root` where they are not there yet."""
    found: list[Finding] = []
    modules: dict[str, ModuleType] = {}
    try:
        _import(name.partition(".")[0], str(root))
        importlib.import_module(name)
    except (Exception, SystemExit) as error:
        found += import_faults(error, name, root, is_installed=is_installed)
    else:
        found += _same_names(folder)
        for info in pkgutil.iter_modules([str(folder)]):
            try:
                modules[info.name] = importlib.import_module(f"{name}.{info.name}")
            except (Exception, SystemExit) as error:
                found += import_faults(error, name, root, is_installed=is_installed)
    if found:
        # What one module cannot import, another that uses it cannot either.
        faults = list(dict.fromkeys(found))
        are_columns = all(one.code.startswith("REGISTER") for one in faults)
        raise (RegisterError if are_columns else IndicatorError)(*faults)
    return modules


@contextmanager
def _imported_anew(root: str, package: str) -> Iterator[None]:
    """Take away what was imported from `root`; afterwards fill the old modules with the new ones.

    Where the import fails, everything is as it was.
    """
    before = {name: sys.modules.pop(name) for name in _names_of(root, package)}
    importlib.invalidate_caches()
    compiled, sys.pycache_prefix = sys.pycache_prefix, os.devnull
    try:
        # A compiled file may be of the same second and size, and of other code.
        yield
    except BaseException:
        for name in _names_of(root, package):
            del sys.modules[name]
        sys.modules.update(before)
        raise
    finally:
        sys.pycache_prefix = compiled
    after = {name: sys.modules[name] for name in _names_of(root, package)}
    places = {id(module): before.get(name, module) for name, module in after.items()}
    for name, module in after.items():
        content = {key: places.get(id(value), value) for key, value in vars(module).items()}
        kept = sys.modules[name] = places[id(module)]
        # A name that is declared no longer must go as well.
        vars(kept).clear()
        vars(kept).update(content)


def _names_of(root: str, package: str) -> list[str]:
    """The names of the office's own modules that are imported from `root`."""
    found = []
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        is_meant = top == package or (root == _first and top != TOOLKIT)
        if is_meant and _lies_in(module, root):
            found.append(name)
    return found


def _same_names(folder: Path) -> Iterator[Finding]:
    """Modules of one name, of which Python would import one only."""
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".py" and not (path / "__init__.py").is_file():
            continue
        first = seen.setdefault(path.stem.lower(), path.name)
        if first != path.name:
            yield Finding(
                "INDICATOR-33",
                f"Hai mô-đun chương trình cùng tên {path.stem}.",
                where=f"lib/{folder.name}",
                found=f"{first}, {path.name}",
                remedy="đổi tên một mô-đun, và tên trong các sổ tay",
            )


def named_place(module: ModuleType) -> str:
    """The file of a module of programmes as people name it: ``lib/dost/ocop.py``."""
    path = Path(str(module.__file__))
    # The folder of a package counts as well as the file in it.
    names = module.__name__.count(".") + (2 if path.stem == "__init__" else 1)
    return Path("lib", *path.parts[-names:]).as_posix()


def put_programmes_aside() -> None:
    """Take the workspace's ``lib/`` off the import path, and its modules out of sight.

    A process that becomes the kernel of any notebook has none of them until the notebook opens a
    report; then they come back without being imported anew.
    """
    with _one_at_a_time:
        _make_first(None)


def _make_first(lib: str | None) -> None:
    """Put a workspace's ``lib/`` before all else on the import path, in place of another's."""
    global _first
    if lib == _first and (lib is None or sys.path[0] == lib):
        return
    if _first is not None:
        with suppress(ValueError):  # somebody else has taken it away
            sys.path.remove(_first)
        # One that the environment has on its path as well stays importable.
        if _first != lib and _first not in sys.path:
            _take_out(_first, [n for n, m in list(sys.modules.items()) if _lies_in(m, _first)])
    if lib is not None:
        sys.path.insert(0, lib)
    _first = lib


def _take_out_others(package: str, root: str) -> None:
    """Take a package of that name out of ``sys.modules`` unless it was imported from `root`."""
    loaded = sys.modules.get(package)
    if loaded is not None and not _lies_in(loaded, root):
        names = [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]
        _take_out(_root_of(loaded), names)
    sys.modules.update(_put_aside.pop(root, {}))


def _take_out(root: str, names: list[str]) -> None:
    kept = _put_aside.setdefault(root, {})
    for name in names:
        if name.partition(".")[0] != TOOLKIT:
            kept[name] = sys.modules.pop(name)


def _lies_in(module: ModuleType, root: str) -> bool:
    # As it was imported, not where a link leads: two offices may share a folder by links.  Of
    # thousands of modules the few that may be meant are told by their letters.
    return any(
        Path(place).absolute().is_relative_to(root)
        for place in map(str, _places(module))
        if place.startswith(root) or not os.path.isabs(place)
    )


def _root_of(package: ModuleType) -> str:
    return next((str(Path(place).absolute().parent) for place in _places(package)), "")


def _places(module: ModuleType) -> list[str]:
    """The folder of a package, or the file of a module; nothing for what is built in."""
    found = [*(getattr(module, "__path__", None) or ()), getattr(module, "__file__", None)]
    return [place for place in found if place][:1]


def _import(package: str, root: str) -> None:
    """Import a package from `root`, whatever else on the import path has its name."""
    if package in sys.modules:
        return
    # A folder that was looked into before it was filled is remembered as it was.
    sys.path_importer_cache.pop(root, None)
    spec = PathFinder.find_spec(package, [root])
    if spec is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    module = sys.modules[package] = module_from_spec(spec)
    try:
        if spec.loader is not None:
            spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[package]
        raise


@contextmanager
def _no_compiled_files(wanted: bool) -> Iterator[None]:
    """Leave no ``__pycache__`` in a workspace: it may be an issued report's, sealed and hashed."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = before or wanted
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
