"""Runs inside the environment that has pyspark: opens the Parquet files, then answers one line of JSON queries after another."""

import json
import sys

from pyspark.sql import SparkSession  # type: ignore[import-not-found,unused-ignore]

if __name__ == "__main__":
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "6g")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    for name, path in zip(("risk", "hazards"), sys.argv[1:], strict=True):
        spark.read.parquet(path).createOrReplaceTempView(name)
    print("ready", flush=True)
    for line in sys.stdin:
        answers = [
            [None if x is None else float(x) for x in spark.sql(query).collect()[0]] for query in json.loads(line)
        ]
        print(json.dumps(answers), flush=True)
