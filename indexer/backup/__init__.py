"""One file with all that must not be lost, from which another machine goes on as this one was."""

from indexer.backup.recovery import recover, recover_settings
from indexer.backup.writing import BackupReport, write_backup

__all__ = ["BackupReport", "recover", "recover_settings", "write_backup"]
