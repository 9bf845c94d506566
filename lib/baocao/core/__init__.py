"""What every package speaks: errors, periods, files on disk, fonts, pandoc."""
