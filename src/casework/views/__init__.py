"""What is shown of an application, a person or a unit: plain values that chat and page draw, in Chinese."""
