"""Addresses whose last part is a key: Flask notes the address at which something went wrong."""

import logging
import re

from flask import Blueprint


def keep_out_of_the_log(blueprint: Blueprint, pattern: str) -> None:
    """Shorten what the pattern's second group finds in a line of the program's log to an ellipsis."""
    key = re.compile(pattern)

    def without_key(record: logging.LogRecord) -> bool:
        record.msg, record.args = key.sub(r"\1…\3", record.getMessage()), ()
        return True

    # What the program lets through is told by the server that runs it, with the address.
    logging.getLogger("gunicorn.error").addFilter(without_key)
    blueprint.record(lambda state: state.app.logger.addFilter(without_key))
