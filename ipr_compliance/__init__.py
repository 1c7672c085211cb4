"""The OIG recommendation compliance tracker."""
