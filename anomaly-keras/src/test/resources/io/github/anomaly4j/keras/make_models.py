"""Makes the models of the tests and what Keras says of them.

Not run by the build. With Python 3.11 and tensorflow-cpu 2.12.0, in this folder:

    python make_models.py

The picture is the one of Fixtures.java; of every map in planes, each 17th value is kept.
"""

import json

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

EVERY = 17


def picture(height, width):
    index = np.arange(3 * height * width, dtype=np.float32)
    planes = (index * 37 % 101 / 100).astype(np.float32)
    return planes.reshape(1, 3, height, width).transpose(0, 2, 3, 1)


def fill(model):
    random = np.random.RandomState(5)
    for layer in model.layers:
        layer.set_weights(
            [random.uniform(0.1 if "variance" in weight.name else -0.55, 0.55, weight.shape)
             for weight in layer.weights])
    return model


def functional():
    """A residual block, whose activations are read twice, and a classifier."""
    image = keras.Input((32, 32, 3), name="image")
    conv1 = layers.Conv2D(4, 3, padding="same", name="conv1")(image)
    relu1 = layers.Activation("relu", name="relu1")(conv1)
    pool1 = layers.MaxPooling2D(name="pool1")(relu1)
    pad2 = layers.ZeroPadding2D(((1, 0), (1, 0)), name="pad2")(pool1)
    conv2 = layers.Conv2D(4, 3, strides=2, use_bias=False, name="conv2")(pad2)
    norm2 = layers.BatchNormalization(name="norm2")(conv2)
    relu2 = layers.ReLU(6, name="relu2")(norm2)
    add2 = layers.Add(name="add2")([relu2, norm2])
    both = layers.Concatenate(name="both")([add2, conv2])
    mean = layers.GlobalAveragePooling2D(name="mean")(both)
    return fill(keras.Model(image, layers.Dense(2, name="logits")(mean)))


def sequential():
    return fill(keras.Sequential([
        layers.Conv2D(3, 3, padding="same", activation="relu", input_shape=(24, 32, 3), name="first"),
        layers.MaxPooling2D(name="pool"),
        layers.Conv2D(5, (3, 5), activation="relu", name="second"),
        layers.Flatten(name="flat"),
        layers.Dense(2, name="logits")], name="chain"))


def unknown():
    """With a layer that DL4J does not import, behind one that it does; takes any size."""
    image = keras.Input((None, None, 3), name="image")
    conv = layers.Conv2D(2, 1, name="conv")(image)
    return fill(keras.Model(image, layers.Rescaling(2.0, name="scaled")(conv)))


def maps(model, names):
    shape = model.input_shape
    outputs = keras.Model(model.input, [model.get_layer(name).output for name in names])(
        picture(shape[1], shape[2]), training=False)
    result = {}
    for name, output in zip(names, outputs):
        planes = output.numpy()[0].transpose(2, 0, 1)
        result[name] = {
            "shape": list(planes.shape),
            "values": [round(float(value), 7) for value in planes.flatten()[::EVERY]]}
    return result


def main():
    expected = {}
    for name, model, chosen in (
            ("functional", functional(), ["conv1", "relu1", "pool1", "norm2", "relu2", "both"]),
            ("sequential", sequential(), ["pool", "second"]),
            ("unknown", unknown(), [])):
        model.save(name + ".h5", include_optimizer=False)
        if chosen:
            expected[name] = maps(model, chosen)
    with open("expected.json", "w") as file:
        json.dump(expected, file)
    print(tf.__version__, keras.__version__)


if __name__ == "__main__":
    main()
