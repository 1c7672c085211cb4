"""Serves the tracker: web and scheduler, on the settings from the environment."""

from ipr_compliance.cli.serving import serve_everything

if __name__ == "__main__":
    serve_everything()
