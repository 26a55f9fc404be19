"""What Piccolo's own command looks for (PICCOLO_CONF=app.piccolo_conf)."""

import os

from piccolo.conf.apps import AppRegistry

from app.kit.db import engine

DB = engine
if "LAUREL_DATABASE_URL" in os.environ:
    DB.config = {"dsn": os.environ["LAUREL_DATABASE_URL"]}

APP_REGISTRY = AppRegistry(apps=["app.piccolo_app"])
