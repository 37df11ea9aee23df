"""Evaluation: figures from predictions and labels. It knows neither torch nor the dashboard."""
