# What readr reads in a release's CSV: with_readr.R FOLDER. Types are those of the codebook.
# One line a column: table, rows, column, cells that hold something, their sum (as in measure.py).
library(readr)
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name, types) {
  rows <- read_csv(file.path(folder, paste0(name, ".csv")), col_types = types, na = "", progress = FALSE)
  stopifnot(nrow(problems(rows)) == 0)
  rows
}
as_read <- c(string = "c", bool = "l", int = "d", double = "d", timestamp = "T", date = "D")
sum_of <- function(cells) sum(if (is.character(cells)) nchar(cells) else as.numeric(cells))

book <- read("codebook", cols(.default = "c", position = "d"))
book <- book[is.na(book$last_release), ]
for (table in unique(book$table)) {
  columns <- book[book$table == table, ]
  columns <- columns[order(columns$position), ]
  rows <- read(table, paste(as_read[sub("[0-9[].*", "", columns$type)], collapse = ""))
  for (name in columns$column) {
    cells <- rows[[name]]
    held <- cells[!is.na(cells) & !(cells %in% "")]
    cat(sprintf("%s\t%d\t%s\t%d\t%.17g\n", table, nrow(rows), name, length(held), sum_of(held)))
  }
}
